using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;
using Nudging.ModelBuilder.Families;
using Nudging.ModelBuilder.Onnx;
using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Conversion;

/// <summary>One conversion.</summary>
internal sealed class ModelConversion
{
    private const string GraphName = "model.onnx";
    private const string DataName = "model.onnx.data";

    private readonly string _source;
    private readonly string _target;
    private readonly ModelConverterOptions _options;
    private readonly IProgress<ConversionProgress>? _progress;
    private readonly Func<string, long?> _freeBytes;
    private readonly CancellationToken _cancellationToken;
    private readonly TargetRules _rules;

    /// <summary>Initializes a new instance of the <see cref="ModelConversion"/> class.</summary>
    /// <param name="source">The folder of the checkpoint.</param>
    /// <param name="target">The folder to write.</param>
    /// <param name="options">The options, which this object changes.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="freeBytes">Gets the number of free bytes of the disk of a folder.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public ModelConversion(
        string source, string target, ModelConverterOptions options, IProgress<ConversionProgress>? progress, Func<string, long?> freeBytes, CancellationToken cancellationToken)
    {
        _source = ConversionTargetFolder.Resolve(source);
        _target = ConversionTargetFolder.Resolve(target);
        _options = options;
        _progress = progress;
        _freeBytes = freeBytes;
        _cancellationToken = cancellationToken;
        _rules = new(options.Target, options.Precision);
        if (options.Target == ConversionTarget.DirectML && (options.Precision == WeightPrecision.Int8 || (options.Precision == WeightPrecision.Int4 && options.Keep8Bit)))
        {
            throw new ModelConversionException("The precision int8 is not supported for DirectML: its MatMulNBits reads 4 bits. Use int4 without 8-bit layers, or fp16.");
        }

        var name = SourceName.Of(source);
        options.SourceName ??= name.Name;
        options.SourceRevision ??= name.Revision;
    }

    private int AccuracyLevel => _options.AccuracyLevel ?? (_options.Target is ConversionTarget.Cpu or ConversionTarget.WebGpu ? 4 : 0);

    private bool IsQuantized => _options.Precision is WeightPrecision.Int4 or WeightPrecision.Int8;

    /// <summary>Converts the model.</summary>
    public ConvertedModel Run()
    {
        if (!Directory.Exists(_source))
        {
            string problem = File.Exists(_source) ? "is a file" : "does not exist";
            throw new ModelConversionException($"The source '{_source}' {problem}; it must be a folder with config.json and safetensors files.");
        }

        ConversionTargetFolder.CheckPlace(_source, _target);
        string fingerprint = ConversionFingerprint.Compute(_source, _options);
        if (ConversionRecord.TryRead(_target) is { } existing && existing.Fingerprint == fingerprint && existing.IsWholeIn(_target))
        {
            return Describe(_target, existing, wasUpToDate: true);
        }

        ConversionTargetFolder.CheckContent(_target, _options.Overwrite);
        using var checkpoint = Checkpoint.Open(_source);
        DecoderDescription decoder = ReadDecoder(checkpoint);
        var generation = GenerationConfig.Read(_source, decoder.VocabularySize);
        using var folder = ConversionFolder.Open(_target, fingerprint);
        WriteGraph(folder, decoder);
        foreach (string name in TokenizerFiles.In(_source))
        {
            _cancellationToken.ThrowIfCancellationRequested();
            folder.Write(name, path => File.Copy(Path.Combine(_source, name), path));
        }

        ConversionRecord record = CreateRecord(decoder, fingerprint, folder.Files);
        folder.Write(ConversionRecord.FileName, record.Write);

        // Last: no engine loads a folder without this file.
        folder.Write(GenAIConfigWriter.FileName, path => GenAIConfigWriter.Write(path, decoder, generation, _rules));
        _cancellationToken.ThrowIfCancellationRequested();
        folder.Publish();
        return Describe(_target, record, wasUpToDate: false);
    }

    private static ConvertedModel Describe(string path, ConversionRecord record, bool wasUpToDate) => new()
    {
        Path = path,
        Family = record.Family,
        Target = record.Target,
        Precision = record.Precision,
        Bytes = record.Files.Where(file => file.Key is GraphName or DataName).Sum(file => file.Value),
        ContextLength = record.ContextLength,
        HasTokenizer = TokenizerFiles.HasTokenizer(path),
        WasUpToDate = wasUpToDate,
    };

    private DecoderDescription ReadDecoder(Checkpoint checkpoint)
    {
        DecoderDescription decoder = DecoderFamily.Describe(ModelConfig.Read(_source), checkpoint);
        return decoder with { ContextLength = Math.Min(decoder.ContextLength, _options.MaxContextLength ?? decoder.ContextLength) };
    }

    // Both files are written again where one of them is missing.
    private void WriteGraph(ConversionFolder folder, DecoderDescription decoder)
    {
        if (folder.IsFinished(GraphName))
        {
            return;
        }

        string data = folder.PathOf(DataName);
        long bytes = Measure(decoder, data);
        DiskSpace.Check(Path.GetDirectoryName(_target)!, bytes, _freeBytes);
        var progress = new WeightProgress(_progress, bytes);
        using (var graph = new OnnxGraphBuilder(data) { CancellationToken = _cancellationToken, Written = progress.Add })
        {
            DecoderGraphWriter.Write(graph, new ReportingWeightWriter(CreateWriter(decoder), progress.Begin), _rules, decoder);
            graph.Save(folder.PathOf(GraphName));
        }

        if (File.Exists(data))
        {
            folder.Finish(DataName);
        }

        folder.Finish(GraphName);
    }

    // Builds the graph without values to learn its size.
    private long Measure(DecoderDescription decoder, string data)
    {
        using var graph = new OnnxGraphBuilder(data) { CancellationToken = _cancellationToken };
        DecoderGraphWriter.Write(graph, new MeasuringWeightWriter(_rules.ActivationType, IsQuantized ? Formats(decoder) : null), _rules, decoder);
        return graph.DataLength;
    }

    private WeightWriter CreateWriter(DecoderDescription decoder) =>
        IsQuantized ? new QuantizedWeightWriter(Formats(decoder), AccuracyLevel, _rules.ActivationType) : new FloatWeightWriter(_rules.ActivationType);

    private QuantizationFormats Formats(DecoderDescription decoder)
    {
        var format = new QuantizationFormat(_options.Precision == WeightPrecision.Int8 ? 8 : 4, _options.BlockSize, !_options.IsAsymmetric) { HasHalfScales = _rules.ActivationType == DataType.Float16 };
        return new(format, decoder.Layers.Count, _options.Keep8Bit);
    }

    private ConversionRecord CreateRecord(DecoderDescription decoder, string fingerprint, IReadOnlyDictionary<string, long> files) => new()
    {
        Converter = ConversionFingerprint.Converter,
        Family = decoder.Family,
        SourceName = _options.SourceName!,
        SourceRevision = _options.SourceRevision,
        Target = _options.Target,
        Precision = _options.Precision,
        BlockSize = IsQuantized ? _options.BlockSize : null,
        IsAsymmetric = IsQuantized && _options.IsAsymmetric,
        Keep8Bit = _options.Precision == WeightPrecision.Int4 && _options.Keep8Bit,
        AccuracyLevel = IsQuantized ? AccuracyLevel : null,
        ContextLength = decoder.ContextLength,
        Fingerprint = fingerprint,
        Files = files,
    };
}
