using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Onnx;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>Writes attention: GroupQueryAttention, with the rotary embedding inside where the target allows that.</summary>
internal sealed class AttentionWriter
{
    private readonly OnnxGraphBuilder _graph;
    private readonly WeightWriter _weights;
    private readonly TargetRules _rules;
    private readonly DecoderDescription _decoder;
    private readonly string? _positions;
    private readonly string _total;
    private readonly string _lengths;
    private readonly string _totalLength;
    private readonly Dictionary<RotaryDescription, (string Cosines, string Sines, string? Positions)> _tables = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<QueryScaleDescription, string> _queryScales = [];
    private readonly List<(string Name, AttentionDescription Attention)> _outputs = [];

    /// <summary>Initializes a new instance of the <see cref="AttentionWriter"/> class.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="weights">Writes the weights.</param>
    /// <param name="rules">The rules of the target.</param>
    /// <param name="decoder">The decoder.</param>
    /// <param name="mask">The mask of all tokens, [batch, total length].</param>
    /// <param name="positions">The positions of the new tokens; <see langword="null"/> where no layer needs them.</param>
    public AttentionWriter(OnnxGraphBuilder graph, WeightWriter weights, TargetRules rules, DecoderDescription decoder, string mask, string? positions)
    {
        _graph = graph;
        _weights = weights;
        _rules = rules;
        _decoder = decoder;
        _positions = positions;
        const string Path = "/model/attn_mask_reformat/attn_mask_subgraph";
        string sum = graph.Node($"{Path}/ReduceSum", "ReduceSum", [mask, graph.Integers(1)], ("keepdims", 0));
        _lengths = graph.Node($"{Path}/Sub/Cast", "Cast", [graph.Node($"{Path}/Sub", "Sub", [sum, graph.Integers(1)])], ("to", DataType.Int32));
        _total = graph.Node($"{Path}/Gather", "Gather", [graph.Node($"{Path}/Shape", "Shape", [mask]), graph.Integer(1)], ("axis", 0));
        _totalLength = graph.Node($"{Path}/Gather/Cast", "Cast", [_total], ("to", DataType.Int32));
    }

    /// <summary>Adds the attention of a layer, with its cache.</summary>
    /// <param name="layer">The index of the layer.</param>
    /// <param name="path">The path of the attention.</param>
    /// <param name="x">The input, [batch, length, hidden].</param>
    /// <returns>The output, in the shape of the input.</returns>
    public string Write(int layer, string path, string x)
    {
        AttentionDescription attention = _decoder.Layers[layer].Attention;
        bool hasRotaryInside = _rules.HasRotaryInAttention(attention);
        string query, key = string.Empty, value = string.Empty;
        if (CanPack(attention, hasRotaryInside))
        {
            LinearDescription packed = Pack(attention.Query, attention.Key, attention.Value);
            query = Linear($"{path}/qkv_proj", x, packed);
        }
        else
        {
            query = Projection($"{path}/q", x, attention.Query, attention, attention.QueryNorm, attention.Heads, hasRotaryInside);
            query = ScaleQuery($"{path}/q_scale", query, attention.QueryScale);
            query = PadHeads($"{path}/q_pad", query, attention.Heads, attention.HeadSize);
            key = Projection($"{path}/k", x, attention.Key, attention, attention.KeyNorm, attention.KeyValueHeads, hasRotaryInside);
            key = PadHeads($"{path}/k_pad", key, attention.KeyValueHeads, attention.HeadSize);
            value = Clip($"{path}/v_proj", Linear($"{path}/v_proj", x, attention.Value), attention.Clip);
            value = PadHeads($"{path}/v_pad", value, attention.KeyValueHeads, attention.HeadSize);
        }

        string output = GroupQueryAttention(layer, path, attention, query, key, value, hasRotaryInside);
        return Linear($"{path}/o_proj", TrimHeads($"{path}/trim", output, attention), attention.Output);
    }

    /// <summary>Adds the outputs of the graph, the caches.</summary>
    public void AddOutputs()
    {
        foreach ((string name, AttentionDescription attention) in _outputs)
        {
            _graph.Output(name, _weights.Type, "batch_size", attention.KeyValueHeads, "total_sequence_length", TargetRules.CacheHeadSize(attention.HeadSize));
        }
    }

    // One projection, where nothing stands between the projection and the attention operator.
    private bool CanPack(AttentionDescription attention, bool hasRotaryInside) =>
        _rules.PacksQueryKeyValue
        && (hasRotaryInside || attention.Rotary is null)
        && attention is { QueryNorm: null, KeyNorm: null, Clip: null, QueryScale: null }
        && TargetRules.CacheHeadSize(attention.HeadSize) == attention.HeadSize;

    private static LinearDescription Pack(params IReadOnlyList<LinearDescription> parts)
    {
        WeightSource weight = WeightViews.Stack([.. parts.Select(part => part.Weight)]);
        return parts.All(part => part.Bias is null)
            ? new(weight)
            : new(weight, WeightViews.Stack([.. parts.Select(part => part.Bias!.Transposed())]).Transposed());
    }

    private string Linear(string path, string x, LinearDescription linear) => _weights.Linear(_graph, path, x, linear.Weight, linear.Bias);

    private string Projection(string path, string x, LinearDescription linear, AttentionDescription attention, HeadNormDescription? norm, int heads, bool hasRotaryInside)
    {
        x = Clip($"{path}_proj", Linear($"{path}_proj", x, linear), attention.Clip);
        x = HeadNorm($"{path}_norm", x, norm, heads, attention.HeadSize);
        return attention.Rotary is null || hasRotaryInside ? x : Rotate($"{path}_rotary", x, attention.Rotary, heads, attention.HeadSize);
    }

    private string Clip(string path, string x, float? limit) =>
        limit is float bound ? _graph.Node($"{path}/Clip", "Clip", [x, _graph.Number(-bound, _weights.Type), _graph.Number(bound, _weights.Type)]) : x;

    private string HeadNorm(string path, string x, HeadNormDescription? norm, int heads, int size)
    {
        if (norm is null)
        {
            return x;
        }

        if (norm.IsOverAllHeads)
        {
            return NormWriter.Write(_graph, path, x, norm.Norm, heads * size, _weights.Type);
        }

        string split = _graph.Node($"{path}/Reshape_1", "Reshape", [x, _graph.Integers(0, 0, heads, size)]);
        string normed = NormWriter.Write(_graph, path, split, norm.Norm, size, _weights.Type);
        return Join($"{path}/Reshape_2", normed, heads * size);
    }

    private string Rotate(string path, string x, RotaryDescription rotary, int heads, int size)
    {
        (string cosines, string sines, string? positions) = Tables(rotary);

        // Without a size, the operator rotates whole heads of twice the tables' width.
        (string, object)[] part = rotary.Dimensions == size ? [] : [("rotary_embedding_dim", rotary.Dimensions)];
        return _graph.Node($"{path}/RotaryEmbedding", "RotaryEmbedding", [x, positions!, cosines, sines], [("interleaved", rotary.IsInterleaved), ("num_heads", heads), .. part]);
    }

    // The factor may stand before the rotary embedding, which is linear.
    private string ScaleQuery(string path, string x, QueryScaleDescription? scale)
    {
        if (scale is null)
        {
            return x;
        }

        if (!_queryScales.TryGetValue(scale, out string? factor))
        {
            string name = $"/model/query_scale.{_queryScales.Count}";
            string turn = _graph.Node($"{name}/Div", "Div", [_positions!, _graph.Integer(scale.OriginalContext)]);
            string number = _graph.Node($"{name}/Add", "Add", [_graph.Node($"{name}/Cast", "Cast", [turn], ("to", DataType.Float)), _graph.Number(1)]);
            string growth = _graph.Node($"{name}/Mul", "Mul", [_graph.Node($"{name}/Log", "Log", [number]), _graph.Number(scale.Beta)]);
            string sum = _graph.Node($"{name}/Add_1", "Add", [growth, _graph.Number(1)]);
            string column = _graph.Node($"{name}/Unsqueeze", "Unsqueeze", [sum, _graph.Integers(-1)]);
            _queryScales[scale] = factor = _graph.Cast($"{name}/Cast_1", column, DataType.Float, _weights.Type);
        }

        return _graph.Node($"{path}/Mul", "Mul", [x, factor]);
    }

    // GroupQueryAttention refuses heads of other sizes. Zeros change neither the products nor the sums.
    private string PadHeads(string path, string x, int heads, int size)
    {
        int padded = TargetRules.CacheHeadSize(size);
        if (padded == size)
        {
            return x;
        }

        string split = _graph.Node($"{path}/Reshape_1", "Reshape", [x, _graph.Integers(0, 0, heads, size)]);
        string wider = _graph.Node($"{path}/Pad", "Pad", [split, _graph.Integers(0, 0, 0, 0, 0, 0, 0, padded - size)]);
        return Join($"{path}/Reshape_2", wider, heads * padded);
    }

    private string TrimHeads(string path, string x, AttentionDescription attention)
    {
        int padded = TargetRules.CacheHeadSize(attention.HeadSize);
        if (padded == attention.HeadSize)
        {
            return x;
        }

        string split = _graph.Node($"{path}/Reshape_1", "Reshape", [x, _graph.Integers(0, 0, attention.Heads, padded)]);
        string narrow = _graph.Node($"{path}/Slice", "Slice", [split, _graph.Integers(0), _graph.Integers(attention.HeadSize), _graph.Integers(3)]);
        return Join($"{path}/Reshape_2", narrow, attention.Heads * attention.HeadSize);
    }

    private string Join(string path, string x, int size) => _graph.Node(path, "Reshape", [x, _graph.Integers(0, 0, size)]);

    private string GroupQueryAttention(int layer, string path, AttentionDescription attention, string query, string key, string value, bool hasRotaryInside)
    {
        string[] past = [$"past_key_values.{layer}.key", $"past_key_values.{layer}.value"];
        string[] present = [$"present.{layer}.key", $"present.{layer}.value"];
        foreach (string name in past)
        {
            _graph.Input(name, _weights.Type, "batch_size", attention.KeyValueHeads, "past_sequence_length", TargetRules.CacheHeadSize(attention.HeadSize));
        }

        _outputs.AddRange(present.Select(name => (name, attention)));
        List<string> inputs = [query, key, value, .. past, _lengths, _totalLength];
        List<(string, object)> attributes =
        [
            ("num_heads", attention.Heads),
            ("kv_num_heads", attention.KeyValueHeads),
            ("scale", attention.Scale),
            ("do_rotary", hasRotaryInside),
        ];
        if (hasRotaryInside)
        {
            (string cosines, string sines, _) = Tables(attention.Rotary!);
            inputs.AddRange([cosines, sines]);
            attributes.Add(("rotary_interleaved", attention.Rotary!.IsInterleaved));
        }

        if (attention.Window is int window)
        {
            attributes.Add(("local_window_size", window));
        }

        if (attention.Softcap is float cap)
        {
            attributes.Add(("softcap", cap));
        }

        string output = $"{path}/GroupQueryAttention/output_0";
        _graph.Node($"{path}/GroupQueryAttention", "GroupQueryAttention", inputs.ToArray(), [output, .. present], attributes.ToArray());
        return output;
    }

    private (string Cosines, string Sines, string? Positions) Tables(RotaryDescription rotary)
    {
        if (!_tables.TryGetValue(rotary, out (string Cosines, string Sines, string? Positions) tables))
        {
            _tables[rotary] = tables = AddTables(rotary, _tables.Count == 0 ? string.Empty : $".{_tables.Count}");
        }

        return tables;
    }

    private (string Cosines, string Sines, string? Positions) AddTables(RotaryDescription rotary, string suffix)
    {
        DataType type = _weights.Type;
        int context = _decoder.ContextLength;
        if (rotary.LongAngles is not RotaryAngles longAngles || rotary.OriginalContext >= context)
        {
            (string cosines, string sines) = RotaryTableWriter.Write(_graph, suffix, type, (rotary.Angles, context));
            return (cosines, sines, _positions);
        }

        return _rules.ChoosesRotaryTable ? ChooseTables(rotary, longAngles, suffix) : JoinTables(rotary, longAngles, suffix);
    }

    // A text longer than the original context uses the long angles for all of its tokens.
    private (string Cosines, string Sines, string? Positions) ChooseTables(RotaryDescription rotary, RotaryAngles longAngles, string suffix)
    {
        string path = $"/model/rotary_emb{suffix}";
        string[] chosen = [$"cos_cache{suffix}", $"sin_cache{suffix}"];
        string isLong = _graph.Node($"{path}/Greater", "Greater", [_total, _graph.Integer(rotary.OriginalContext)]);
        _graph.Node(
            $"{path}/If",
            "If",
            [isLong],
            chosen,
            ("then_branch", Branch("large", longAngles, _decoder.ContextLength)),
            ("else_branch", Branch("small", rotary.Angles, rotary.OriginalContext)));
        return (chosen[0], chosen[1], _positions);

        global::Onnx.GraphProto Branch(string name, RotaryAngles angles, int rows)
        {
            (string cosines, string sines) = RotaryTableWriter.Write(_graph, $"{suffix}_{name}", _weights.Type, (angles, rows));
            return _graph.Subgraph($"{name}_rotary_emb_caches{suffix}", branch =>
            {
                foreach (string table in (string[])[cosines, sines])
                {
                    string output = branch.Node($"{path}/{table}/Identity", "Identity", [table]);
                    branch.Output(output, _weights.Type, rows, rotary.Dimensions / 2);
                }
            });
        }
    }

    private (string Cosines, string Sines, string? Positions) JoinTables(RotaryDescription rotary, RotaryAngles longAngles, string suffix)
    {
        string path = $"/model/rotary_emb{suffix}";
        string original = _graph.Integer(rotary.OriginalContext);
        (string cosines, string sines) =
            RotaryTableWriter.Write(_graph, suffix, _weights.Type, (rotary.Angles, rotary.OriginalContext), (longAngles, _decoder.ContextLength));
        string last = _graph.Node($"{path}/ReduceMax", "ReduceMax", [_positions!], ("keepdims", 0));
        string isLong = _graph.Node($"{path}/GreaterOrEqual", "GreaterOrEqual", [last, original]);
        string offset = _graph.Node($"{path}/Mul", "Mul", [_graph.Node($"{path}/Cast", "Cast", [isLong], ("to", DataType.Int64)), original]);
        return (cosines, sines, _graph.Node($"{path}/Add", "Add", [_positions!, offset]));
    }
}
