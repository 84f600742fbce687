using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>The weights of a folder in Hugging Face's layout, in safetensors files that are memory-mapped. Thread safe.</summary>
internal sealed class Checkpoint : IDisposable
{
    private const string SingleFile = "model.safetensors";

    private readonly string _folder;
    private readonly MappedWindows _windows = new();
    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, SafetensorsFile> _fileOf = new(StringComparer.Ordinal);

    private readonly QuantizationSettings? _quantization;

    private Checkpoint(string folder)
    {
        _folder = folder;
        _quantization = QuantizationSettings.ReadFolder(folder);
    }

    /// <summary>Gets the names of the tensors.</summary>
    public IReadOnlyCollection<string> Names => _fileOf.Keys;

    /// <summary>Opens the weights of a folder: <c>model.safetensors</c>, or the files of the sharded index.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The weights.</returns>
    /// <exception cref="ModelConversionException">There are no safetensors files, or one is not valid.</exception>
    public static Checkpoint Open(string folder)
    {
        var checkpoint = new Checkpoint(folder);
        try
        {
            if (File.Exists(Path.Combine(folder, SingleFile)))
            {
                SafetensorsFile file = checkpoint.Add(SingleFile);
                foreach (string name in file.Entries.Keys)
                {
                    checkpoint._fileOf.Add(name, file);
                }
            }
            else
            {
                checkpoint.AddShards();
            }

            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    public bool Contains(string name) => _fileOf.ContainsKey(name);

    /// <summary>Gets the number of bytes that a tensor has in its file.</summary>
    public long BytesOf(string name) => Find(name).Entry.Length;

    public IReadOnlyList<long> ShapeOf(string name) => Find(name).Entry.Shape;

    /// <summary>Gets a vector (as one row) or a matrix.</summary>
    /// <param name="name">The name of the tensor.</param>
    /// <returns>The weights; they can be read until the checkpoint is disposed.</returns>
    /// <exception cref="ModelConversionException">The tensor is missing, or is not a vector or matrix of float32, float16 or bfloat16.</exception>
    public WeightSource Get(string name)
    {
        (SafetensorsFile file, SafetensorsEntry entry) = FindFloat(name);
        IReadOnlyList<long> shape = entry.Shape;
        return shape.Count <= 2
            ? new FloatTensor(file, name, entry, shape.Count == 2 ? Dimension(shape[0]) : 1, shape.Count == 0 ? 1 : Dimension(shape[^1]))
            : throw Invalid(file, name, $"it has {shape.Count} dimensions, [{string.Join(", ", shape)}]; a matrix or a vector is needed.");

        int Dimension(long value) => DimensionOf(file, name, value);
    }

    /// <summary>Gets the weights of a linear layer: <c>PREFIX.weight</c>, or the tensors of a format of a few bits.</summary>
    /// <param name="prefix">The name of the layer, such as <c>model.layers.0.mlp.up_proj</c>.</param>
    /// <returns>The weights; they can be read until the checkpoint is disposed.</returns>
    /// <exception cref="ModelConversionException">The weights are missing or cannot be read.</exception>
    public WeightSource Linear(string prefix)
    {
        if (Contains(prefix + ".weight") || !Contains(prefix + ".qweight"))
        {
            return Get(prefix + ".weight");
        }

        QuantizationSettings settings = _quantization
            ?? throw new ModelConversionException($"'{_folder}': tensor '{prefix}.qweight' is quantised, but config.json has no 'quantization_config'.");
        PackedTensor weights = Packed(prefix + ".qweight");
        PackedTensor zeroPoints = Packed(prefix + ".qzeros");
        WeightSource scales = Get(prefix + ".scales");
        bool hasHalfScales = Find(prefix + ".scales").Entry.DataType == "F16";
        return settings.Method == QuantizationMethod.Awq
            ? new AwqWeights(prefix, settings, weights, zeroPoints, scales, hasHalfScales)
            : new GptqWeights(prefix, settings, weights, zeroPoints, scales, hasHalfScales, Contains(prefix + ".g_idx") ? Packed(prefix + ".g_idx") : null);
    }

    /// <summary>Closes the files. Weights cannot be read after that.</summary>
    public void Dispose()
    {
        _windows.Dispose();
        foreach (SafetensorsFile file in _files)
        {
            file.Dispose();
        }
    }

    private static ModelConversionException Invalid(SafetensorsFile file, string tensor, string problem) =>
        new($"'{file.Path}', tensor '{tensor}': {problem}");

    private static int DimensionOf(SafetensorsFile file, string name, long value) =>
        value <= int.MaxValue ? (int)value : throw Invalid(file, name, $"a dimension is {value}; at most {int.MaxValue} is supported.");

    private SafetensorsFile Add(string fileName)
    {
        var file = SafetensorsFile.Open(Path.Combine(_folder, fileName), _windows);
        _files.Add(file);
        return file;
    }

    private void AddShards()
    {
        var opened = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        foreach ((string name, string fileName) in SafetensorsIndex.Read(_folder))
        {
            if (!opened.TryGetValue(fileName, out SafetensorsFile? file))
            {
                file = Add(fileName);
                opened.Add(fileName, file);
            }

            _fileOf.Add(name, file.Entries.ContainsKey(name) ? file : throw Invalid(file, name, $"'{SafetensorsIndex.FileName}' says that the file has this tensor, but the file does not."));
        }
    }

    private (SafetensorsFile File, SafetensorsEntry Entry) Find(string name) => _fileOf.TryGetValue(name, out SafetensorsFile? file)
        ? (file, file.Entries[name])
        : throw new ModelConversionException($"'{_folder}': tensor '{name}' is missing in the safetensors files.");

    private PackedTensor Packed(string name)
    {
        (SafetensorsFile file, SafetensorsEntry entry) = Find(name);
        IReadOnlyList<long> shape = entry.Shape;
        return entry.DataType == "I32" && shape.Count is 1 or 2
            ? new PackedTensor(file, entry, shape.Count == 1 ? 1 : DimensionOf(file, name, shape[0]), DimensionOf(file, name, shape[^1]))
            : throw Invalid(file, name, $"it is {entry.DataType} [{string.Join(", ", shape)}]; I32 with one or two dimensions is needed.");
    }

    private (SafetensorsFile File, SafetensorsEntry Entry) FindFloat(string name)
    {
        (SafetensorsFile file, SafetensorsEntry entry) = Find(name);
        return FloatTensor.IsSupported(entry.DataType)
            ? (file, entry)
            : throw Invalid(file, name, $"its type is {entry.DataType}; F32, F16 or BF16 is needed.");
    }
}
