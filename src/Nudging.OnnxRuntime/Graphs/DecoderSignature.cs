using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Graphs;

/// <summary>The checked inputs and outputs of a decoder.</summary>
/// <param name="InputIds">The tokens to append.</param>
/// <param name="AttentionMask">One 1 per token, past and new.</param>
/// <param name="PositionIds">The positions of the new tokens; <see langword="null"/> where the graph derives the positions.</param>
/// <param name="LogitsToKeep">The number of last tokens whose logits the graph computes, 0 for all; <see langword="null"/> where the graph has no such input.</param>
/// <param name="Logits">The logits after each new token.</param>
/// <param name="VocabularySize">The size of the vocabulary.</param>
/// <param name="Caches">A key and a value cache per layer.</param>
internal sealed record DecoderSignature(
    TensorSpec InputIds,
    TensorSpec AttentionMask,
    TensorSpec? PositionIds,
    TensorSpec? LogitsToKeep,
    TensorSpec Logits,
    int VocabularySize,
    IReadOnlyList<CacheSpec> Caches)
{
    private static readonly TensorElementType[] Integers = [TensorElementType.Int64, TensorElementType.Int32];
    private static readonly TensorElementType[] Floats = [TensorElementType.Float, TensorElementType.Float16, TensorElementType.BFloat16];
    private static readonly TensorElementType[] Cached = [.. Floats, TensorElementType.Int8];

    private static readonly string[] LogitsToKeepNames = ["num_logits_to_keep", "logits_to_keep"];

    public static DecoderSignature Read(ModelFolder folder, ModelSettings settings, InferenceSession session)
    {
        var inputs = new Tensors(folder, "input", session.InputMetadata);
        var outputs = new Tensors(folder, "output", session.OutputMetadata);
        TensorNames names = settings.Names;

        TensorSpec ids = inputs.Take(names.InputIds, 2, Integers);
        TensorSpec mask = inputs.Take(names.AttentionMask, 2, Integers);
        TensorSpec? positions = inputs.Has(names.PositionIds) ? inputs.Take(names.PositionIds, 2, Integers) : null;
        TensorSpec? toKeep = LogitsToKeepNames.FirstOrDefault(inputs.Has) is string name ? inputs.TakeScalar(name, Integers) : null;
        TensorSpec logits = outputs.Take(names.Logits, 3, Floats);
        var caches = new List<CacheSpec>();
        for (int layer = 0; layer < settings.LayerCount; layer++)
        {
            foreach ((string past, string present) in ((string, string)[])[(names.PastKey, names.PresentKey), (names.PastValue, names.PresentValue)])
            {
                TensorSpec input = inputs.Take(TensorNames.ForLayer(past, layer), 4, Cached);
                TensorSpec output = outputs.Take(TensorNames.ForLayer(present, layer), 4, [input.Type]);
                int heads = Dimension(input, 1) ?? settings.KeyValueHeads ?? throw folder.Refuse(Unknown("num_key_value_heads", settings, input));
                int size = Dimension(input, 3) ?? settings.HeadSize ?? throw folder.Refuse(Unknown("head_size", settings, input));
                if (Dimension(input, 2) is int fixedLength)
                {
                    throw folder.Refuse($"the cache '{input.Name}' has a fixed length of {fixedLength} tokens; its length must be dynamic");
                }

                caches.Add(new(input.Name, output.Name, input.Type, heads, size));
            }
        }

        inputs.RefuseRest();
        if (Dimension(ids, 1) is int fixedCount)
        {
            throw folder.Refuse($"its input '{ids.Name}' has a fixed length of {fixedCount} tokens; its length must be dynamic");
        }

        if (Dimension(logits, 1) == 1)
        {
            throw folder.Refuse($"its output '{logits.Name}' has the logits of the last token only (dimension 1 is fixed at 1); export the model with the logits of every position (without pruning the language-model head)");
        }

        int vocabulary = Dimension(logits, 2) ?? settings.VocabularySize
            ?? throw folder.Refuse($"neither the shape of '{logits.Name}' nor 'vocab_size' in {settings.ConfigFile} states the size of the vocabulary");
        return new(ids, mask, positions, toKeep, logits, vocabulary, caches);
    }

    private static int? Dimension(TensorSpec tensor, int index) => tensor.Dimensions[index] is > 0 and int size ? size : null;

    private static string Unknown(string setting, ModelSettings settings, TensorSpec tensor) =>
        $"neither the shape of '{tensor.Name}' nor '{setting}' in {settings.ConfigFile} states the size of the cache";

    private sealed class Tensors(ModelFolder folder, string kind, IReadOnlyDictionary<string, NodeMetadata> all)
    {
        private readonly HashSet<string> _rest = [.. all.Keys];

        public bool Has(string name) => all.ContainsKey(name);

        public TensorSpec Take(string name, int rank, TensorElementType[] types)
        {
            if (!all.TryGetValue(name, out NodeMetadata? found))
            {
                throw folder.Refuse($"its graph has no {kind} '{name}'; it has {string.Join(", ", all.Keys.Order(StringComparer.Ordinal))}");
            }

            if (!found.IsTensor || found.Dimensions.Length != rank || !types.Contains(found.ElementDataType))
            {
                string shape = found.IsTensor ? $"{found.ElementDataType} of rank {found.Dimensions.Length}" : $"{found.OnnxValueType}";
                throw folder.Refuse($"its {kind} '{name}' is {shape}; it must be {string.Join(" or ", types)} of rank {rank}");
            }

            _rest.Remove(name);
            return new(name, found.ElementDataType, found.Dimensions);
        }

        /// <summary>Takes one number: a scalar, or a vector of one element.</summary>
        public TensorSpec TakeScalar(string name, TensorElementType[] types) => Take(name, all[name].Dimensions is [1] ? 1 : 0, types);

        public void RefuseRest()
        {
            if (_rest.Contains("use_cache_branch"))
            {
                throw folder.Refuse("it is a merged decoder (a graph with the input 'use_cache_branch' and a branch for the first pass), which is not supported; export the model with its cache and without merging");
            }

            if (_rest.Count > 0)
            {
                throw folder.Refuse($"its graph requires the {kind} {string.Join(", ", _rest.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))}, which a plain decoder does not have");
            }
        }
    }
}

/// <summary>One input or output.</summary>
internal sealed record TensorSpec(string Name, TensorElementType Type, IReadOnlyList<int> Dimensions);

/// <summary>The cache of one layer's keys or values.</summary>
internal sealed record CacheSpec(string PastName, string PresentName, TensorElementType Type, int Heads, int HeadSize)
{
    /// <summary>Gets the number of bytes of one head for one token.</summary>
    public int RowBytes => HeadSize * Type switch
    {
        TensorElementType.Int8 => sizeof(sbyte),
        TensorElementType.Float16 or TensorElementType.BFloat16 => sizeof(ushort),
        _ => sizeof(float),
    };
}
