namespace Nudging.TestSupport.Onnx;

/// <summary>The graph of a decoder in the style of onnxruntime-genai's model builder.</summary>
internal sealed class DecoderGraph
{
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
        _graph.Input("input_ids", integer, "batch", "length");
        _graph.Input("attention_mask", integer, "batch", "total");
        if (spec.HasPositionIds)
        {
            _graph.Input("position_ids", integer, "batch", "length");
        }

        _total = _graph.Node("Gather", [_graph.Node("Shape", ["attention_mask"]), _graph.Integers([1])]);
        _positions = Positions();
        (_cosines, _sines) = Rotations();
    }

    public static void Write(string path, DecoderModelSpec spec)
    {
        var decoder = new DecoderGraph(spec);
        decoder.Build();
        decoder._graph.Save(path);
    }

    private void Build()
    {
        string x = _graph.Node("Gather", [Random("embedding", 1, _spec.VocabularySize, _hidden), "input_ids"]);
        for (int layer = 0; layer < _spec.Layers; layer++)
        {
            x = _graph.Node("Add", [x, Attention(layer, Norm(x))]);
            x = _graph.Node("Add", [x, FeedForward(Norm(x))]);
        }

        x = Norm(x);
        if (_spec.PrunedLogits)
        {
            x = _graph.Node("Gather", [x, _graph.Integers([-1], 1)], ("axis", 1));
        }

        float[] bias = new float[_spec.VocabularySize];
        foreach ((int id, float value) in _spec.LogitBias)
        {
            bias[id] = value;
        }

        string head = Random("lm_head", _spec.LogitScale / MathF.Sqrt(_hidden), _hidden, _spec.VocabularySize);
        _graph.Node("Add", [_graph.Node("MatMul", [x, head]), _graph.Weights("bias", bias, _spec.VocabularySize)], ["logits"]);
        _graph.Output("logits", _graph.FloatType, "batch", _spec.PrunedLogits ? 1 : "length", _spec.VocabularySize);
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
        Array.ForEach(past, name => _graph.Input(name, _graph.FloatType, "batch", heads, "past", size));
        Array.ForEach(present, name => _graph.Output(name, _graph.FloatType, "batch", heads, "present", size));
        string result = _spec.UsesGroupQueryAttention
            ? GroupQueryAttention(query, key, value, past, present)
            : PlainAttention(query, key, value, past, present);
        return Linear(result, _hidden, _hidden);
    }

    private string GroupQueryAttention(string query, string key, string value, string[] past, string[] present)
    {
        string sum = _graph.Node("ReduceSum", ["attention_mask", _graph.Integers([1], 1)], ("keepdims", 0));
        string one = _graph.Node("CastLike", [_graph.Integers([1], 1), "attention_mask"]);
        string lengths = _graph.Node("Cast", [_graph.Node("Sub", [sum, one])], ("to", 6));
        string total = _graph.Node("Cast", [_total], ("to", 6));
        string[] inputs = [query, key, value, .. past, lengths, total];
        return _graph.Node(
            "GroupQueryAttention",
            _spec.FusedRotary ? [.. inputs, _cosines, _sines] : inputs,
            [_graph.Name("attention"), .. present],
            ("num_heads", _spec.Heads),
            ("kv_num_heads", _spec.KeyValueHeads),
            ("do_rotary", _spec.FusedRotary ? 1 : 0))[0];
    }

    // The same with plain operators: the heads of a group share a key, by broadcasting.
    private string PlainAttention(string query, string key, string value, string[] past, string[] present)
    {
        int group = _spec.Heads / _spec.KeyValueHeads;
        query = _graph.Node("Reshape", [query, _graph.Integers([0, 0, _spec.KeyValueHeads, group, _spec.HeadSize], 5)]);
        query = Transpose(query, 0, 2, 3, 1, 4);
        key = Transpose(Extend(key, past[0], present[0]), 0, 1, 2, 4, 3);
        value = Extend(value, past[1], present[1]);
        string scores = _graph.Node("Mul", [_graph.Node("MatMul", [query, key]), _graph.Scalar(1 / MathF.Sqrt(_spec.HeadSize))]);
        string weights = _graph.Node("Softmax", [_graph.Node("Add", [scores, CausalMask()])], ("axis", -1));
        string mixed = Transpose(_graph.Node("MatMul", [weights, value]), 0, 3, 1, 2, 4);
        return _graph.Node("Reshape", [mixed, _graph.Integers([0, 0, _hidden], 3)]);
    }

    private string Extend(string x, string past, string present)
    {
        x = _graph.Node("Reshape", [x, _graph.Integers([0, 0, _spec.KeyValueHeads, _spec.HeadSize], 4)]);
        x = Transpose(x, 0, 2, 1, 3);
        _graph.Node("Concat", [past, x], [present], ("axis", 2));
        return _graph.Node("Unsqueeze", [present, _graph.Integers([2], 1)]);
    }

    private string CausalMask()
    {
        string columns = _graph.Node("Range", [_graph.Integers([0]), _total, _graph.Integers([1])]);
        string rows = _graph.Node("Unsqueeze", [Appended(), _graph.Integers([1], 1)]);
        return _graph.Node("Where", [_graph.Node("LessOrEqual", [columns, rows]), _graph.Scalar(0), _graph.Scalar(-10000)]);
    }

    // The positions of the new tokens, counted by the graph.
    private string Appended()
    {
        string count = _graph.Node("Gather", [_graph.Node("Shape", ["input_ids"]), _graph.Integers([1])]);
        return _graph.Node("Range", [_graph.Node("Sub", [_total, count]), _total, _graph.Integers([1])]);
    }

    private string Positions() => _spec.HasPositionIds
        ? _graph.Node("Cast", ["position_ids"], ("to", 7))
        : _graph.Node("Unsqueeze", [Appended(), _graph.Integers([0], 1)]);

    private string Rotate(string x, int heads) => _spec.FusedRotary
        ? x
        : _graph.Node("RotaryEmbedding", [x, _positions, _cosines, _sines], ("num_heads", heads), ("interleaved", 0));

    private (string Cosines, string Sines) Rotations()
    {
        int half = _spec.HeadSize / 2;
        float[] angles = [.. Enumerable.Range(0, _spec.ContextLength * half).Select(i => i / half * MathF.Pow(10000, -(float)(i % half) / half))];
        return (
            _graph.Weights("cosines", Array.ConvertAll(angles, MathF.Cos), _spec.ContextLength, half),
            _graph.Weights("sines", Array.ConvertAll(angles, MathF.Sin), _spec.ContextLength, half));
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

    private string Linear(string x, int from, int to) =>
        _graph.Node("MatMul", [x, Random(_graph.Name("weight"), 1.5f / MathF.Sqrt(from), from, to)]);

    private string Random(string name, float scale, int rows, int columns)
    {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
            values[i] = scale * (float)(radius * Math.Cos(2 * Math.PI * _random.NextDouble()));
        }

        return _graph.Weights(name, values, rows, columns);
    }
}
