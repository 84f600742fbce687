using System.Globalization;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>Finds the weights of a declared family and checks that each has the declared shape.</summary>
internal sealed class DescriptionReader
{
    // The root of the text model's tensors in a model of several parts.
    private static readonly (string Text, string Outer)[] Roots =
    [
        ("{0}", ""),
        ("language_model.{0}", "language_model."),
        ("model.language_model.", ""),
        ("", ""),
    ];

    private readonly ModelConfig _config;
    private readonly Checkpoint _checkpoint;
    private readonly FamilyDeclaration _family;
    private readonly string _root;
    private readonly string _outer;
    private readonly UnreadTensors _unread = new();

    public DescriptionReader(ModelConfig config, Checkpoint checkpoint, FamilyDeclaration family)
    {
        _config = config;
        _checkpoint = checkpoint;
        _family = family;
        (string text, _outer) = Roots.FirstOrDefault(root => checkpoint.Contains($"{Format(root.Text)}{family.Embedding}.weight"), Roots[config.IsNested ? 1 : 0]);
        _root = Format(text);

        string Format(string root) => string.Format(CultureInfo.InvariantCulture, root, family.Root);
    }

    public DecoderDescription Read(string family, string runtimeType)
    {
        if (_family.Heads % _family.KeyValueHeads != 0)
        {
            throw _config.Refuse("num_key_value_heads", $"is {_family.KeyValueHeads}; it must divide the number of attention heads, {_family.Heads}");
        }

        WeightSource embedding = Matrix(_root + _family.Embedding, _family.VocabularySize, _family.HiddenSize);
        var layers = new List<LayerDescription>();
        for (int layer = 0; layer < _family.LayerCount; layer++)
        {
            layers.Add(Layer(layer));
        }

        var description = new DecoderDescription
        {
            Family = family,
            RuntimeType = runtimeType,
            VocabularySize = _family.VocabularySize,
            HiddenSize = _family.HiddenSize,
            ContextLength = _family.ContextLength,
            HasWideHiddenState = _family.HasWideHiddenState,
            Embedding = new()
            {
                Weight = embedding,
                Multiplier = (float)_family.EmbeddingMultiplier,
                Positions = _family.Positions is null ? null : Matrix(_root + _family.Positions, _family.ContextLength, _family.HiddenSize),
            },
            Layers = layers,
            FinalNorm = Norm(_root + _family.FinalNorm)!,
            Head = new()
            {
                Weight = _family.IsTied ? embedding : Matrix(_outer + _family.Head, _family.VocabularySize, _family.HiddenSize),
                Bias = _family.HasHeadBias ? Vector($"{_outer}{_family.Head}.bias", _family.VocabularySize) : null,
                IsTied = _family.IsTied,
                Multiplier = (float)_family.LogitMultiplier,
                Softcap = (float?)_family.LogitSoftcap,
            },
        };

        // Outside the layers, tensors of other parts and of other programs may be under the same root.
        _unread.Refuse(_config, _checkpoint, $"{_root}{_family.Layers}.");
        return description;
    }

    private LayerDescription Layer(int layer)
    {
        string prefix = $"{_root}{_family.Layers}.{layer}.";
        return new()
        {
            Attention = Attention(prefix, layer),
            FeedForward = _family.Experts is Experts experts && experts.IsInLayer(layer) ? MixtureOfExperts(prefix, experts) : FeedForward(prefix),
            AttentionNorm = LayerNorm(_family.Norms.Attention),
            PostAttentionNorm = LayerNorm(_family.Norms.PostAttention),
            FeedForwardNorm = LayerNorm(_family.Norms.FeedForward),
            PostFeedForwardNorm = LayerNorm(_family.Norms.PostFeedForward),
            IsParallel = _family.IsParallel,
            ResidualMultiplier = (float)_family.ResidualMultiplier,
        };

        NormDescription? LayerNorm(string? name) => name is null ? null : Norm(prefix + name);
    }

    private AttentionDescription Attention(string prefix, int layer)
    {
        int queries = _family.Heads * _family.HeadSize;
        int keys = _family.KeyValueHeads * _family.HeadSize;
        (LinearDescription query, LinearDescription key, LinearDescription value) = _family.QueryKeyValue is string packed
            ? Unpack(prefix + packed, queries, keys)
            : (Linear(prefix + _family.Query, queries, _family.HiddenSize, _family.HasQueryKeyValueBias),
               Linear(prefix + _family.Key, keys, _family.HiddenSize, _family.HasQueryKeyValueBias),
               Linear(prefix + _family.Value, keys, _family.HiddenSize, _family.HasQueryKeyValueBias));
        return new()
        {
            Heads = _family.Heads,
            KeyValueHeads = _family.KeyValueHeads,
            HeadSize = _family.HeadSize,
            Query = query,
            Key = key,
            Value = value,
            Output = Linear(prefix + _family.Output, _family.HiddenSize, queries, _family.HasOutputBias),
            Clip = (float?)_family.Clip,
            QueryNorm = HeadNorm(prefix + _family.QueryNorm, _family.Heads),
            KeyNorm = HeadNorm(prefix + _family.KeyNorm, _family.KeyValueHeads),
            Rotary = _family.Rotary(layer),
            Scale = (float)(_family.Scale ?? 1 / Math.Sqrt(_family.HeadSize)),
            Window = _family.Window(layer),
            Softcap = (float?)_family.Softcap,
            QueryScale = _family.QueryScale,
        };
    }

    private (LinearDescription Query, LinearDescription Key, LinearDescription Value) Unpack(string name, int queries, int keys)
    {
        LinearDescription packed = Linear(name, queries + (2 * keys), _family.HiddenSize, _family.HasQueryKeyValueBias);
        if (!_family.IsPackedPerHead)
        {
            return (Part(packed, 0, queries), Part(packed, queries, keys), Part(packed, queries + keys, keys));
        }

        return (Third(0), Third(1), Third(2));

        LinearDescription Third(int which)
        {
            int size = _family.HeadSize;
            int[] rows = [.. Enumerable.Range(0, queries).Select(row => (((row / size * 3) + which) * size) + (row % size))];
            return new(packed.Weight.Rows(rows), packed.Bias?.Transposed().Rows(rows).Transposed());
        }
    }

    private static LinearDescription Part(LinearDescription packed, int first, int count) =>
        new(packed.Weight.Rows(first, count), packed.Bias?.Transposed().Rows(first, count).Transposed());

    private HeadNormDescription? HeadNorm(string name, int heads)
    {
        if (_family.HeadNorms == HeadNorms.None)
        {
            return null;
        }

        int size = _family.HeadSize;
        WeightSource weight = _family.HeadNorms switch
        {
            HeadNorms.EachHead => Vector($"{name}.weight", size),
            HeadNorms.EachHeadOwnRow => Matrix(name, heads, size),
            HeadNorms.EachHeadOwnTensor => WeightViews.Stack([.. Enumerable.Range(0, heads).Select(head => Vector($"{name}.norms.{head}.weight", size))]),
            _ => Vector($"{name}.weight", heads * size),
        };
        return new()
        {
            Norm = new()
            {
                Kind = _family.NormKind,
                Weight = Offset(weight),
                Bias = _family.HasHeadNormBias ? Vector($"{name}.bias", size) : null,
                Epsilon = (float)_family.NormEpsilon,
            },
            IsOverAllHeads = _family.HeadNorms == HeadNorms.AllHeads,
        };
    }

    private FeedForwardDescription FeedForward(string prefix)
    {
        int hidden = _family.HiddenSize;
        int inner = _family.IntermediateSize;
        LinearDescription down = Linear(prefix + _family.Down, hidden, inner, _family.HasFeedForwardBias);
        if (_family.GateUp is string packedName)
        {
            LinearDescription packed = Linear(prefix + packedName, 2 * inner, hidden, _family.HasFeedForwardBias);
            return new GatedFeedForward(Part(packed, 0, inner), Part(packed, inner, inner), down, _family.Activation);
        }

        LinearDescription up = Linear(prefix + _family.Up, inner, hidden, _family.HasFeedForwardBias);
        return _family.Gate is string gate
            ? new GatedFeedForward(Linear(prefix + gate, inner, hidden, _family.HasFeedForwardBias), up, down, _family.Activation)
            : new PlainFeedForward(up, down, _family.Activation);
    }

    private MixtureOfExperts MixtureOfExperts(string prefix, Experts experts)
    {
        if (experts.PerToken > experts.Count)
        {
            throw _config.Refuse("num_experts_per_tok", $"is {experts.PerToken}, but there are {experts.Count} experts");
        }

        LinearDescription router = Linear(prefix + experts.Router, experts.Count, _family.HiddenSize, false);
        var all = new List<GatedFeedForward>();
        for (int expert = 0; expert < experts.Count; expert++)
        {
            string name = $"{prefix}{experts.Prefix}.{expert}.";
            all.Add(new(
                Linear(name + experts.Gate, experts.IntermediateSize, _family.HiddenSize, false),
                Linear(name + experts.Up, experts.IntermediateSize, _family.HiddenSize, false),
                Linear(name + experts.Down, _family.HiddenSize, experts.IntermediateSize, false),
                _family.Activation));
        }

        return new() { Router = router, Experts = all, ExpertsPerToken = experts.PerToken, IsNormalized = experts.IsNormalized };
    }

    private NormDescription Norm(string name) => new()
    {
        Kind = _family.NormKind,
        Weight = _family.HasNormWeight ? Offset(Vector($"{name}.weight", _family.HiddenSize)) : null,
        Bias = _family.HasNormBias ? Vector($"{name}.bias", _family.HiddenSize) : null,
        Epsilon = (float)_family.NormEpsilon,
    };

    private WeightSource Offset(WeightSource weight) => _family.NormOffset == 0 ? weight : weight.Plus(_family.NormOffset);

    private LinearDescription Linear(string name, int outputs, int inputs, bool hasBias)
    {
        WeightSource weight = _family.IsTransposed ? Matrix(name, inputs, outputs).Transposed() : Matrix(name, outputs, inputs);
        return new(weight, hasBias ? Vector($"{name}.bias", outputs) : null);
    }

    private WeightSource Matrix(string name, int rows, int columns)
    {
        WeightSource weight = _checkpoint.Linear(name);
        _unread.AddMatrix(name);
        return weight.Rows == rows && weight.Columns == columns ? weight : throw WrongShape(weight, $"[{rows}, {columns}]");
    }

    private WeightSource Vector(string name, int size)
    {
        WeightSource weight = _checkpoint.Get(name);
        _unread.AddVector(name);
        return weight.Rows == 1 && weight.Columns == size ? weight : throw WrongShape(weight, $"[{size}]");
    }

    private ModelConversionException WrongShape(WeightSource weight, string expected) =>
        _config.RefuseTensor(weight.Name, weight.Rows == 1 ? $"[{weight.Columns}]" : $"[{weight.Rows}, {weight.Columns}]", expected);
}
