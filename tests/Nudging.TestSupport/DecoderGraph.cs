using Nudging.Tool.Onnx;

namespace Nudging.TestSupport.Onnx;

/// <summary>The graph of a decoder in the style of onnxruntime-genai's model builder.</summary>
internal sealed class DecoderGraph
{
    // An approximate upper bound of the keys and values.
    private const float LargestCached = 6;

    private readonly DecoderModelSpec _spec;
    private readonly GraphWriter _graph;
    private readonly Random _random;
    private readonly int _hidden;
    private readonly string _total;
    private readonly string _positions;
    private readonly string _cosines;
    private readonly string _sines;

    private DecoderGraph(DecoderModelSpec spec)
    {
        _spec = spec;
        _random = new(spec.Seed);
        _hidden = spec.Heads * spec.HeadSize;
        _graph = new(spec.Float16) { ExternalFile = spec.ExternalData ? "model.onnx.data" : null };
        int integer = spec.Int32Inputs ? 6 : 7;
        object length = spec.FixedLength is int count ? count : "length";
        _graph.Input("input_ids", integer, "batch", length);
        _graph.Input("attention_mask", integer, "batch", "total");
        if (spec.HasPositionIds)
        {
            _graph.Input("position_ids", integer, "batch", length);
        }

        _total = _graph.Node("Gather", [_graph.Node("Shape", ["attention_mask"]), _graph.Integers([1])]);
        _positions = Positions();
        (_cosines, _sines) = Rotations();
    }

    private int CacheType => _spec.BFloat16Caches ? OnnxMessages.BFloat16 : _spec.Int8Caches ? OnnxMessages.Int8 : _graph.FloatType;

    public static void Write(string path, DecoderModelSpec spec)
    {
        var decoder = new DecoderGraph(spec);
        decoder.Build();
        decoder._graph.Save(path);
    }

    private void Build()
    {
        string x = Embedding();
        for (int layer = 0; layer < _spec.Layers; layer++)
        {
            x = _graph.Node("Add", [x, Attention(layer, Norm(x))]);
            x = _graph.Node("Add", [x, FeedForward(Norm(x))]);
        }

        x = Norm(x);
        if (_spec.HasLogitsToKeep)
        {
            // The last 0 tokens are all tokens, because -0 is the first position.
            _graph.Input("num_logits_to_keep", OnnxMessages.Int64);
            string start = _graph.Node("Reshape", [_graph.Node("Neg", ["num_logits_to_keep"]), _graph.Integers([1], 1)]);
            x = _graph.Node("Slice", [x, start, _graph.Integers([long.MaxValue], 1), _graph.Integers([1], 1)]);
        }

        if (_spec.HasCacheBranch)
        {
            _graph.Input("use_cache_branch", OnnxMessages.Bool, 1);
        }

        if (_spec.PrunedLogits)
        {
            x = _graph.Node("Gather", [x, _graph.Integers([-1], 1)], ("axis", 1));
        }

        x = Project("lm_head", x, _spec.LogitScale / MathF.Sqrt(_hidden), _hidden, _spec.VocabularySize);
        x = Softcap(x, _spec.LogitSoftcap);
        if (_spec.LogitBias.Count > 0)
        {
            float[] bias = [.. Enumerable.Range(0, _spec.VocabularySize).Select(id => _spec.LogitBias.GetValueOrDefault(id))];
            x = _graph.Node("Add", [x, _graph.Weights("bias", bias, _spec.VocabularySize)]);
        }

        int type = _spec.BFloat16Caches ? OnnxMessages.BFloat16 : _graph.FloatType;
        _graph.Node("Cast", [x], ["logits"], ("to", type));
        _graph.Output("logits", type, "batch", _spec.PrunedLogits ? 1 : "length", _spec.VocabularySize);
    }

    private string Embedding()
    {
        float[] vectors = Numbers(1, _spec.VocabularySize * _hidden);
        if (!_spec.QuantizedEmbedding)
        {
            return _graph.Node("Gather", [_graph.Weights("embedding", vectors, _spec.VocabularySize, _hidden), "input_ids"]);
        }

        (byte[] packed, float[] scales) = Int4.Quantize(vectors);
        return _graph.Node(
            "GatherBlockQuantized",
            [
                _graph.Bytes("embedding", packed, _spec.VocabularySize, _hidden / 2),
                "input_ids",
                _graph.Weights("embedding.scales", scales, _spec.VocabularySize, _hidden / Int4.BlockSize),
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
        object heads = _spec.ConcreteShapes ? _spec.KeyValueHeads : "heads";
        object size = _spec.ConcreteShapes ? _spec.HeadSize : "size";
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
            (query, key, value) = (Cast(query, OnnxMessages.BFloat16), Cast(key, OnnxMessages.BFloat16), Cast(value, OnnxMessages.BFloat16));
        }

        if (_spec.PackedAttention)
        {
            (query, key, value) = (_graph.Node("Concat", [query, key, value], ("axis", -1)), string.Empty, string.Empty);
        }

        string sum = _graph.Node("ReduceSum", ["attention_mask", _graph.Integers([1], 1)], ("keepdims", 0));
        string one = _graph.Node("CastLike", [_graph.Integers([1], 1), "attention_mask"]);
        string lengths = _graph.Node("Cast", [_graph.Node("Sub", [sum, one])], ("to", 6));
        string total = _graph.Node("Cast", [_total], ("to", 6));
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
            string scale = _graph.SingleScalar(LargestCached / sbyte.MaxValue);
            inputs = [.. inputs, .. unused, scale, scale];
            attributes.AddRange([("k_quant_type", "PER_TENSOR"), ("v_quant_type", "PER_TENSOR"), ("kv_cache_bit_width", 8)]);
        }
        else if (_spec.NormWithinAttention)
        {
            string norm = _graph.Weights(_graph.Name("norm"), [.. Enumerable.Repeat(1f, _spec.HeadSize)], _spec.HeadSize);
            inputs = [.. inputs, .. unused, string.Empty, string.Empty, norm, norm];
        }

        string result = _graph.Node("GroupQueryAttention", inputs, [_graph.Name("attention"), .. present], [.. attributes])[0];
        return _spec.BFloat16Caches ? Cast(result, _graph.FloatType) : result;
    }

    // Attention with plain operators: the heads of a group share a key, by broadcasting.
    private string PlainAttention(string query, string key, string value, string[] past, string[] present, int? window)
    {
        int group = _spec.Heads / _spec.KeyValueHeads;
        query = _graph.Node("Reshape", [query, _graph.Integers([0, 0, _spec.KeyValueHeads, group, _spec.HeadSize], 5)]);
        query = Transpose(query, 0, 2, 3, 1, 4);
        key = Transpose(Extend(key, past[0], present[0]), 0, 1, 2, 4, 3);
        value = Extend(value, past[1], present[1]);
        string scores = _graph.Node("Mul", [_graph.Node("MatMul", [query, key]), _graph.Scalar(1 / MathF.Sqrt(_spec.HeadSize))]);
        scores = Softcap(scores, _spec.AttentionSoftcap);
        string weights = _graph.Node("Softmax", [_graph.Node("Add", [scores, CausalMask(window)])], ("axis", -1));
        string mixed = Transpose(_graph.Node("MatMul", [weights, value]), 0, 3, 1, 2, 4);
        return _graph.Node("Reshape", [mixed, _graph.Integers([0, 0, _hidden], 3)]);
    }

    private string Extend(string x, string past, string present)
    {
        x = _graph.Node("Reshape", [x, _graph.Integers([0, 0, _spec.KeyValueHeads, _spec.HeadSize], 4)]);
        x = Transpose(x, 0, 2, 1, 3);
        if (_spec.BFloat16Caches)
        {
            string longer = _graph.Node("Concat", [Cast(past, _graph.FloatType), x], ("axis", 2));
            _graph.Node("Cast", [longer], [present], ("to", OnnxMessages.BFloat16));
            present = Cast(present, _graph.FloatType);
        }
        else
        {
            _graph.Node("Concat", [past, x], [present], ("axis", 2));
        }

        return _graph.Node("Unsqueeze", [present, _graph.Integers([2], 1)]);
    }

    private string CausalMask(int? window)
    {
        string columns = _graph.Node("Range", [_graph.Integers([0]), _total, _graph.Integers([1])]);
        string rows = _graph.Node("Unsqueeze", [Appended(), _graph.Integers([1], 1)]);
        string seen = _graph.Node("LessOrEqual", [columns, rows]);
        if (window is int size)
        {
            string unseen = _graph.Node("Sub", [rows, _graph.Integers([size])]);
            seen = _graph.Node("And", [seen, _graph.Node("Greater", [columns, unseen])]);
        }

        return _graph.Node("Where", [seen, _graph.Scalar(0), _graph.Scalar(-10000)]);
    }

    // The graph computes the positions of the new tokens.
    private string Appended()
    {
        string count = _graph.Node("Gather", [_graph.Node("Shape", ["input_ids"]), _graph.Integers([1])]);
        return _graph.Node("Range", [_graph.Node("Sub", [_total, count]), _total, _graph.Integers([1])]);
    }

    private string Positions()
    {
        string positions = _spec.HasPositionIds
            ? _graph.Node("Cast", ["position_ids"], ("to", 7))
            : _graph.Node("Unsqueeze", [Appended(), _graph.Integers([0], 1)]);
        if (_spec is not { LongRotaryAbove: int longest, LongRotaryByPosition: true })
        {
            return positions;
        }

        string isLong = _graph.Node("GreaterOrEqual", [_graph.Node("ReduceMax", [positions], ("keepdims", 0)), _graph.Integers([longest])]);
        return _graph.Node("Add", [positions, _graph.Node("Mul", [_graph.Node("Cast", [isLong], ("to", 7)), _graph.Integers([longest])])]);
    }

    private string Rotate(string x, int heads) => _spec.FusedRotary
        ? x
        : _graph.Node("RotaryEmbedding", [x, _positions, _cosines, _sines], ("num_heads", heads), ("interleaved", 0));

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
            return (_graph.Node("Concat", [cosines, longCosines], ("axis", 0)), _graph.Node("Concat", [sines, longSines], ("axis", 0)));
        }

        string isLong = _graph.Node("Greater", [_total, _graph.Integers([longest])]);
        string[] chosen = _graph.Choose(isLong, [longCosines, longSines], [cosines, sines]);
        return (chosen[0], chosen[1]);
    }

    private (string Cosines, string Sines) Rotations(string prefix, int rows, float scale)
    {
        int half = _spec.HeadSize / 2;
        float[] angles = [.. Enumerable.Range(0, rows * half).Select(i => scale * (i / half) * MathF.Pow(10000, -(float)(i % half) / half))];
        return (
            _graph.Weights(prefix + "cosines", Array.ConvertAll(angles, MathF.Cos), rows, half),
            _graph.Weights(prefix + "sines", Array.ConvertAll(angles, MathF.Sin), rows, half));
    }

    private string FeedForward(string x)
    {
        string gate = Linear(x, _hidden, _spec.IntermediateSize);
        string activated = _graph.Node("Mul", [gate, _graph.Node("Sigmoid", [gate])]);
        return Linear(_graph.Node("Mul", [activated, Linear(x, _hidden, _spec.IntermediateSize)]), _spec.IntermediateSize, _hidden);
    }

    private string Norm(string x)
    {
        string scale = _graph.Weights(_graph.Name("norm"), [.. Enumerable.Repeat(1f, _hidden)], _hidden);
        return _graph.Node("SimplifiedLayerNormalization", [x, scale], ("axis", -1), ("epsilon", 1e-5f), ("stash_type", 1));
    }

    private string Transpose(string x, params int[] permutation) => _graph.Node("Transpose", [x], ("perm", permutation));

    private string Cast(string x, int type) => _graph.Node("Cast", [x], ("to", type));

    private string Softcap(string x, float cap) => cap == 0
        ? x
        : _graph.Node("Mul", [_graph.Node("Tanh", [_graph.Node("Div", [x, _graph.Scalar(cap)])]), _graph.Scalar(cap)]);

    private string Linear(string x, int from, int to) => Project(_graph.Name("weight"), x, 1.5f / MathF.Sqrt(from), from, to);

    private string Project(string name, string x, float scale, int from, int to)
    {
        float[] weights = Numbers(scale, from * to);
        if (_spec.Int4AccuracyLevel is not int level)
        {
            return _graph.Node("MatMul", [x, _graph.Weights(name, weights, from, to)]);
        }

        (byte[] packed, float[] scales) = Int4.Quantize(Int4.Transpose(weights, from, to));
        int blocks = from / Int4.BlockSize;
        return _graph.Node(
            "MatMulNBits",
            [x, _graph.Bytes(name, packed, to, blocks, Int4.BlockSize / 2), _graph.Weights(name + ".scales", scales, to, blocks)],
            ("K", from),
            ("N", to),
            ("bits", 4),
            ("block_size", Int4.BlockSize),
            ("accuracy_level", level));
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
