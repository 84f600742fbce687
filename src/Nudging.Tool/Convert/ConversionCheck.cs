using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Nudging.ModelBuilder;
using Nudging.ModelBuilder.Conversion;
using Nudging.OnnxRuntime;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Running;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.Tool.Convert;

/// <summary>Compares a converted model with a float32 model on a text.</summary>
/// <remarks>The models are loaded one after the other; the logits of the float32 model wait in a file.</remarks>
internal static class ConversionCheck
{
    private const int MaxTokens = 512;
    private const int Seed = 1;

    /// <summary>Compares two models.</summary>
    /// <param name="reference">The folder of the float32 model.</param>
    /// <param name="model">The converted model.</param>
    /// <param name="textPath">The file of the text; null for the built-in text.</param>
    /// <param name="temporaryFolder">The folder for the logits of the float32 model.</param>
    /// <param name="progress">Receives the finished part, from 0 to 1.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ModelLoadException">A model cannot be loaded.</exception>
    /// <exception cref="InvalidOperationException">Free memory is too small.</exception>
    public static CheckReport Run(
        string reference, ConvertedModel model, string? textPath, string temporaryFolder, Action<double> progress, CancellationToken cancellationToken)
    {
        (int[] tokens, string text) = Tokens(reference, model.HasTokenizer, textPath);
        if (tokens.Length < 2)
        {
            throw new InvalidOperationException($"The text to compare on has {tokens.Length} tokens; it must have at least 2.");
        }

        string logits = Path.Combine(temporaryFolder, "logits");
        int vocabulary;
        using (FileStream file = File.Create(logits))
        using (DecoderRuntime decoder = Load(reference))
        {
            vocabulary = decoder.Signature.VocabularySize;
            decoder.ReadLogits(
                tokens,
                (index, row) =>
                {
                    file.Write(MemoryMarshal.AsBytes(row));
                    progress((index + 1.0) / (2 * tokens.Length));
                },
                cancellationToken);
        }

        var sums = new Sums(vocabulary);
        using (FileStream file = File.OpenRead(logits))
        using (DecoderRuntime decoder = Load(model.Path))
        {
            float[] expected = new float[vocabulary];
            decoder.ReadLogits(
                tokens,
                (index, row) =>
                {
                    file.ReadExactly(MemoryMarshal.AsBytes(expected.AsSpan()));
                    sums.Add(expected, row, index + 1 < tokens.Length ? tokens[index + 1] : null);
                    progress(0.5 + ((index + 1.0) / (2 * tokens.Length)));
                },
                cancellationToken);
        }

        return new()
        {
            Text = text,
            Tokens = tokens.Length,
            Top1Agreement = (double)sums.Agreements / tokens.Length,
            MeanDivergence = sums.Divergence / tokens.Length,
            Perplexity = Math.Exp(-sums.LogProbability / (tokens.Length - 1)),
            ReferencePerplexity = Math.Exp(-sums.ReferenceLogProbability / (tokens.Length - 1)),
        };
    }

    private static (int[] Tokens, string Text) Tokens(string path, bool hasTokenizer, string? textPath)
    {
        var folder = ModelFolder.Open(path);
        var config = GenAIConfig.Read(folder);
        int most = Math.Min(MaxTokens, config.ContextLength);
        if (!hasTokenizer)
        {
            var random = new Random(Seed);
            int vocabulary = config.VocabularySize ?? throw new InvalidOperationException("genai_config.json does not state the size of the vocabulary.");
            return ([.. Enumerable.Range(0, most).Select(_ => random.Next(vocabulary))], "random token ids, since the model has no tokenizer");
        }

        ITokenizer tokenizer = TokenizerLoader.Load(folder, config.TokenizerDirectory, TokenizerConfig.Read(folder, config.TokenizerDirectory));
        string text = textPath is null ? CheckText.BuiltIn : File.ReadAllText(textPath);
        return ([.. tokenizer.Prefix.Concat(tokenizer.Encode(text).Ids).Take(most)], textPath is null ? "the built-in text" : $"'{textPath}'");
    }

    private static DecoderRuntime Load(string path)
    {
        var folder = ModelFolder.Open(path);
        var config = GenAIConfig.Read(folder);
        long needed = Directory.EnumerateFiles(path, "model.onnx*").Sum(file => new FileInfo(file).Length);
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        long free = memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes;
        return needed <= free
            ? DecoderRuntime.Load(folder, config, new() { MaxConcurrentRequests = 1 })
            : throw new InvalidOperationException($"The comparison loads '{path}' with {ByteCount.Format(needed)} of weights, and {ByteCount.Format(free)} of memory are free; convert without --check, or on a larger machine.");
    }

    private sealed class Sums(int vocabulary)
    {
        private readonly double[] _reference = new double[vocabulary];
        private readonly double[] _converted = new double[vocabulary];

        public int Agreements { get; private set; }

        public double Divergence { get; private set; }

        public double LogProbability { get; private set; }

        public double ReferenceLogProbability { get; private set; }

        public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> converted, int? next)
        {
            LogSoftmax(reference, _reference);
            LogSoftmax(converted, _converted);
            Agreements += TensorPrimitives.IndexOfMax(reference) == TensorPrimitives.IndexOfMax(converted) ? 1 : 0;
            for (int i = 0; i < vocabulary; i++)
            {
                Divergence += Math.Exp(_reference[i]) * (_reference[i] - _converted[i]);
            }

            if (next is int id)
            {
                ReferenceLogProbability += _reference[id];
                LogProbability += _converted[id];
            }
        }

        private static void LogSoftmax(ReadOnlySpan<float> logits, double[] result)
        {
            TensorPrimitives.ConvertTruncating(logits, result);
            double top = TensorPrimitives.Max<double>(result);
            double sum = 0;
            foreach (double logit in result)
            {
                sum += Math.Exp(logit - top);
            }

            TensorPrimitives.Subtract(result, top + Math.Log(sum), result);
        }
    }
}
