using Nudging.ModelBuilder.Onnx;
using Nudging.ModelBuilder.Quantization;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Nudging.TestSupport;

/// <summary>The graph of a decoder in the style of onnxruntime-genai's model builder.</summary>
internal sealed class DecoderGraph : IDisposable
{
    private static readonly QuantizationFormat Int4 = new(4, 32, true);

    // An approximate upper bound of the keys and values.
    private const float LargestCached = 6;

    private readonly DecoderModelSpec _spec;
    private readonly OnnxGraphBuilder _graph;
    private readonly Random _random;
    private readonly int _hidden;
    private readonly string _total;
    private readonly string _positions;
    private readonly string _cosines;
    private readonly string _sines;
    private int _names;

    private DecoderGraph(string path, DecoderModelSpec spec)
    {
        _spec = spec;
        _random = new(spec.Seed);
        _hidden = spec.Heads * spec.HeadSize;
        _graph = new(spec.ExternalData ? path + ".data" : null);
        DataType integer = spec.Int32Inputs ? DataType.Int32 : DataType.Int64;
        TensorDimension length = spec.FixedLength is int count ? count : "length";
        _graph.Input("input_ids", integer, "batch", length);
        _graph.Input("attention_mask", integer, "batch", "total");
        if (spec.HasPositionIds)
        {
            _graph.Input("position_ids", integer, "batch", length);
        }

        _total = Node("Gather", [Node("Shape", ["attention_mask"]), _graph.Integer(1)]);
        _positions = Positions();
        (_cosines, _sines) = Rotations();
    }

    private DataType FloatType => _spec.Float16 ? DataType.Float16 : DataType.Float;

    private DataType CacheType => _spec.BFloat16Caches ? DataType.Bfloat16 : _spec.Int8Caches ? DataType.Int8 : FloatType;

    public static void Write(string path, DecoderModelSpec spec)
    {
        using var decoder = new DecoderGraph(path, spec);
        decoder.Build();
        decoder._graph.Save(path);
    }

    public void Dispose() => _graph.Dispose();

    private void Build()
    {
        string x = Embedding();
        for (int layer = 0; layer < _spec.Layers; layer++)
        {
            x = Node("Add", [x, Attention(layer, Norm(x))]);
            x = Node("Add", [x, FeedForward(Norm(x))]);
        }

        x = Norm(x);
        if (_spec.HasLogitsToKeep)
        {
            // The last 0 tokens are all tokens, because -0 is the first position.
            _graph.Input("num_logits_to_keep", DataType.Int64);
            string start = Node("Reshape", [Node("Neg", ["num_logits_to_keep"]), _graph.Integers(1)]);
            x = Node("Slice", [x, start, _graph.Integers(long.MaxValue), _graph.Integers(1)]);
        }

        if (_spec.HasCacheBranch)
        {
            _graph.Input("use_cache_branch", DataType.Bool, 1);
        }

        if (_spec.PrunedLogits)
        {
            x = Node("Gather", [x, _graph.Integers(-1)], ("axis", 1));
        }

        x = Project("lm_head", x, _spec.LogitScale / MathF.Sqrt(_hidden), _hidden, _spec.VocabularySize);
        x = Softcap(x, _spec.LogitSoftcap);
        if (_spec.LogitBias.Count > 0)
        {
            float[] bias = [.. Enumerable.Range(0, _spec.VocabularySize).Select(id => _spec.LogitBias.GetValueOrDefault(id))];
            x = Node("Add", [x, Weights("bias", bias, _spec.VocabularySize)]);
        }

        DataType type = _spec.BFloat16Caches ? DataType.Bfloat16 : FloatType;
        Node("Cast", [x], ["logits"], ("to", type));
        _graph.Output("logits", type, "batch", _spec.PrunedLogits ? 1 : (TensorDimension)"length", _spec.VocabularySize);
    }

    private string Embedding()
    {
        float[] vectors = Numbers(1, _spec.VocabularySize * _hidden);
        if (!_spec.QuantizedEmbedding)
        {
            return Node("Gather", [Weights("embedding", vectors, _spec.VocabularySize, _hidden), "input_ids"]);
        }

        (byte[] packed, float[] scales) = Quantize(vectors, _hidden);
        return Node(
            "GatherBlockQuantized",
            [
                Bytes("embedding", packed, _spec.VocabularySize, _hidden / 2),
                "input_ids",
                Weights("embedding.scales", scales, _spec.VocabularySize, _hidden / Int4.BlockSize),
            ],
            ("bits", 4),
            ("block_size", Int4.BlockSize),
            ("gather_axis", 0),
            ("quantize_axis", 1));
    }

    private string Attention(int layer, string x)
    {
        string query = Rotate(Linear(x, _hidden, _hidden), _spec.Heads);
        string key = Rotate(Linear(x, _hidden, _spec.KeyValueHeads * _spec.HeadSize), _spec.KeyValueHeads);
        string value = Linear(x, _hidden, _spec.KeyValueHeads * _spec.HeadSize);
        string[] past = [$"past_key_values.{layer}.key", $"past_key_values.{layer}.value"];
        string[] present = [$"present.{layer}.key", $"present.{layer}.value"];
        TensorDimension heads = _spec.ConcreteShapes ? _spec.KeyValueHeads : "heads";
        TensorDimension size = _spec.ConcreteShapes ? _spec.HeadSize : "size";
        Array.ForEach(past, name => _graph.Input(name, CacheType, "batch", heads, "past", size));
        Array.ForEach(present, name => _graph.Output(name, CacheType, "batch", heads, "present", size));
        int? window = layer % 2 == 1 ? _spec.Window : null;
        string result = _spec.UsesGroupQueryAttention
            ? GroupQueryAttention(query, key, value, past, present, window)
            : PlainAttention(query, key, value, past, present, window);
        return Linear(result, _hidden, _hidden);
    }

    private string GroupQueryAttention(string query, string key, string value, string[] past, string[] present, int? window)
    {
        if (_spec.BFloat16Caches)
        {
            (query, key, value) = (Cast(query, DataType.Bfloat16), Cast(key, DataType.Bfloat16), Cast(value, DataType.Bfloat16));
        }

        if (_spec.PackedAttention)
        {
            (query, key, value) = (Node("Concat", [query, key, value], ("axis", -1)), string.Empty, string.Empty);
        }

        string sum = Node("ReduceSum", ["attention_mask", _graph.Integers(1)], ("keepdims", 0));
        string one = Node("CastLike", [_graph.Integers(1), "attention_mask"]);
        string lengths = Node("Cast", [Node("Sub", [sum, one])], ("to", DataType.Int32));
        string total = Node("Cast", [_total], ("to", DataType.Int32));
        string[] inputs = [query, key, value, .. past, lengths, total];
        string[] rotary = _spec.FusedRotary ? [_cosines, _sines] : [];
        List<(string, object)> attributes =
        [
            ("num_heads", _spec.Heads),
            ("kv_num_heads", _spec.KeyValueHeads),
            ("do_rotary", _spec.FusedRotary ? 1 : 0),
            ("softcap", _spec.AttentionSoftcap),
            ("local_window_size", window ?? -1),
        ];
        if (window is not null && _spec.SlidingCache)
        {
            attributes.Add(("sliding_window_cache", 1));
        }

        // The inputs for positions, a bias and a sink are not used.
        string[] unused = [.. Enumerable.Repeat(string.Empty, 5 - rotary.Length)];
        inputs = [.. inputs, .. rotary];
        if (_spec.Int8Caches)
        {
            string scale = _graph.Initializer<float>(Name("scale"), DataType.Float, [LargestCached / sbyte.MaxValue], 1);
            inputs = [.. inputs, .. unused, scale, scale];
            attributes.AddRange([("k_quant_type", "PER_TENSOR"), ("v_quant_type", "PER_TENSOR"), ("kv_cache_bit_width", 8)]);
        }
        else if (_spec.NormWithinAttention)
        {
            string norm = Weights(Name("norm"), [.. Enumerable.Repeat(1f, _spec.HeadSize)], _spec.HeadSize);
            inputs = [.. inputs, .. unused, string.Empty, string.Empty, norm, norm];
        }

        string result = Node("GroupQueryAttention", inputs, [Name("attention"), .. present], [.. attributes])[0];
        return _spec.BFloat16Caches ? Cast(result, FloatType) : result;
    }

    // Attention with plain operators: the heads of a group share a key, by broadcasting.
    private string PlainAttention(string query, string key, string value, string[] past, string[] present, int? window)
    {
        int group = _spec.Heads / _spec.KeyValueHeads;
        query = Node("Reshape", [query, _graph.Integers(0, 0, _spec.KeyValueHeads, group, _spec.HeadSize)]);
        query = Transpose(query, 0, 2, 3, 1, 4);
        key = Transpose(Extend(key, past[0], present[0]), 0, 1, 2, 4, 3);
        value = Extend(value, past[1], present[1]);
        string scores = Node("Mul", [Node("MatMul", [query, key]), _graph.Number(1 / MathF.Sqrt(_spec.HeadSize), FloatType)]);
        scores = Softcap(scores, _spec.AttentionSoftcap);
        string weights = Node("Softmax", [Node("Add", [scores, CausalMask(window)])], ("axis", -1));
        string mixed = Transpose(Node("MatMul", [weights, value]), 0, 3, 1, 2, 4);
        return Node("Reshape", [mixed, _graph.Integers(0, 0, _hidden)]);
    }

    private string Extend(string x, string past, string present)
    {
        x = Node("Reshape", [x, _graph.Integers(0, 0, _spec.KeyValueHeads, _spec.HeadSize)]);
        x = Transpose(x, 0, 2, 1, 3);
        if (_spec.BFloat16Caches)
        {
            string longer = Node("Concat", [Cast(past, FloatType), x], ("axis", 2));
            Node("Cast", [longer], [present], ("to", DataType.Bfloat16));
            present = Cast(present, FloatType);
        }
        else
        {
            Node("Concat", [past, x], [present], ("axis", 2));
        }

        return Node("Unsqueeze", [present, _graph.Integers(2)]);
    }

    private string CausalMask(int? window)
    {
        string columns = Node("Range", [_graph.Integer(0), _total, _graph.Integer(1)]);
        string rows = Node("Unsqueeze", [Appended(), _graph.Integers(1)]);
        string seen = Node("LessOrEqual", [columns, rows]);
        if (window is int size)
        {
            string unseen = Node("Sub", [rows, _graph.Integer(size)]);
            seen = Node("And", [seen, Node("Greater", [columns, unseen])]);
        }

        return Node("Where", [seen, _graph.Number(0, FloatType), _graph.Number(-10000, FloatType)]);
    }

    // The graph computes the positions of the new tokens.
    private string Appended()
    {
        string count = Node("Gather", [Node("Shape", ["input_ids"]), _graph.Integer(1)]);
        return Node("Range", [Node("Sub", [_total, count]), _total, _graph.Integer(1)]);
    }

    private string Positions()
    {
        string positions = _spec.HasPositionIds
            ? Node("Cast", ["position_ids"], ("to", DataType.Int64))
            : Node("Unsqueeze", [Appended(), _graph.Integers(0)]);
        if (_spec is not { LongRotaryAbove: int longest, LongRotaryByPosition: true })
        {
            return positions;
        }

        string isLong = Node("GreaterOrEqual", [Node("ReduceMax", [positions], ("keepdims", 0)), _graph.Integer(longest)]);
        return Node("Add", [positions, Node("Mul", [Node("Cast", [isLong], ("to", DataType.Int64)), _graph.Integer(longest)])]);
    }

    private string Rotate(string x, int heads) => _spec.FusedRotary
        ? x
        : Node("RotaryEmbedding", [x, _positions, _cosines, _sines], ("num_heads", heads), ("interleaved", 0));

    private (string Cosines, string Sines) Rotations()
    {
        if (_spec.LongRotaryAbove is not int longest)
        {
            return Rotations(string.Empty, _spec.ContextLength, 1);
        }

        (string cosines, string sines) = Rotations("short.", longest, 1);
        (string longCosines, string longSines) = Rotations("long.", _spec.ContextLength, 0.25f);
        if (_spec.LongRotaryByPosition)
        {
            return (Node("Concat", [cosines, longCosines], ("axis", 0)), Node("Concat", [sines, longSines], ("axis", 0)));
        }

        string isLong = Node("Greater", [_total, _graph.Integer(longest)]);
        string[] chosen = Choose(isLong, [longCosines, longSines], [cosines, sines]);
        return (chosen[0], chosen[1]);
    }

    private (string Cosines, string Sines) Rotations(string prefix, int rows, float scale)
    {
        int half = _spec.HeadSize / 2;
        float[] angles = [.. Enumerable.Range(0, rows * half).Select(i => scale * (i / half) * MathF.Pow(10000, -(float)(i % half) / half))];
        return (
            Weights(prefix + "cosines", Array.ConvertAll(angles, MathF.Cos), rows, half),
            Weights(prefix + "sines", Array.ConvertAll(angles, MathF.Sin), rows, half));
    }

    private string FeedForward(string x)
    {
        string gate = Linear(x, _hidden, _spec.IntermediateSize);
        string activated = Node("Mul", [gate, Node("Sigmoid", [gate])]);
        return Linear(Node("Mul", [activated, Linear(x, _hidden, _spec.IntermediateSize)]), _spec.IntermediateSize, _hidden);
    }

    private string Norm(string x)
    {
        string scale = Weights(Name("norm"), [.. Enumerable.Repeat(1f, _hidden)], _hidden);
        return Node("SimplifiedLayerNormalization", [x, scale], ("axis", -1), ("epsilon", 1e-5f), ("stash_type", 1));
    }

    private string Transpose(string x, params int[] permutation) => Node("Transpose", [x], ("perm", permutation));

    private string Cast(string x, DataType type) => Node("Cast", [x], ("to", type));

    private string Softcap(string x, float cap) => cap == 0
        ? x
        : Node("Mul", [Node("Tanh", [Node("Div", [x, _graph.Number(cap, FloatType)])]), _graph.Number(cap, FloatType)]);

    private string Linear(string x, int from, int to) => Project(Name("weight"), x, 1.5f / MathF.Sqrt(from), from, to);

    private string Project(string name, string x, float scale, int from, int to)
    {
        float[] weights = Numbers(scale, from * to);
        if (_spec.Int4AccuracyLevel is not int level)
        {
            return Node("MatMul", [x, Weights(name, weights, from, to)]);
        }

        float[] transposed = [.. Enumerable.Range(0, weights.Length).Select(i => weights[(i % from * to) + (i / from)])];
        (byte[] packed, float[] scales) = Quantize(transposed, from);
        int blocks = from / Int4.BlockSize;
        return Node(
            "MatMulNBits",
            [x, Bytes(name, packed, to, blocks, Int4.BlockSize / 2), Weights(name + ".scales", scales, to, blocks)],
            ("K", from),
            ("N", to),
            ("bits", 4),
            ("block_size", Int4.BlockSize),
            ("accuracy_level", level));
    }

    private string Name(string stem) => $"{stem}.{_names++}";

    private string Node(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        _graph.Node(Name(operation), operation, inputs, attributes);

    private string[] Node(string operation, ReadOnlySpan<string> inputs, string[] outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _graph.Node(Name(operation), operation, inputs, outputs, attributes);
        return outputs;
    }

    // Adds a node that chooses one of two lists of tensors by a computed condition.
    private string[] Choose(string condition, string[] ifTrue, string[] ifFalse) => Node(
        "If", [condition], [.. ifTrue.Select(_ => Name("chosen"))], ("then_branch", Branch(ifTrue)), ("else_branch", Branch(ifFalse)));

    private GraphProto Branch(string[] tensors) => _graph.Subgraph(Name("branch"), branch =>
    {
        foreach (string tensor in tensors)
        {
            branch.Output(branch.Node(Name("Identity"), "Identity", [tensor]), FloatType, "rows", "columns");
        }
    });

    private string Weights(string name, float[] values, params ReadOnlySpan<long> shape) => _spec.Float16
        ? _graph.Initializer<Half>(name, FloatType, Array.ConvertAll(values, value => (Half)value), shape)
        : _graph.Initializer<float>(name, FloatType, values, shape);

    private string Bytes(string name, byte[] values, params ReadOnlySpan<long> shape) => _graph.Initializer<byte>(name, DataType.Uint8, values, shape);

    private static (byte[] Packed, float[] Scales) Quantize(float[] values, int columns)
    {
        int rows = values.Length / columns;
        int rowBytes = Int4.PackedBytesOf(columns);
        int rowScales = Int4.BlocksOf(columns);
        byte[] packed = new byte[rows * rowBytes];
        float[] scales = new float[rows * rowScales];
        for (int row = 0; row < rows; row++)
        {
            BlockQuantizer.Quantize(values.AsSpan(row * columns, columns), Int4, packed.AsSpan(row * rowBytes, rowBytes), scales.AsSpan(row * rowScales, rowScales), []);
        }

        return (packed, scales);
    }

    private float[] Numbers(float scale, int count)
    {
        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
            values[i] = scale * (float)(radius * Math.Cos(2 * Math.PI * _random.NextDouble()));
        }

        return values;
    }
}
