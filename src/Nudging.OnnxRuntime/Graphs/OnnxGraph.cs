using System.Globalization;
using Google.Protobuf;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Graphs;

/// <summary>What ONNX Runtime does not tell about a model, read from the file itself: its attention operators and its weight files.</summary>
internal sealed class OnnxGraph
{
    // Field numbers of onnx.proto.
    private const int ModelGraph = 7;
    private const int GraphNode = 1, GraphInitializer = 5;
    private const int NodeOperator = 4, NodeAttribute = 5;
    private const int AttributeName = 1, AttributeInt = 3;
    private const int TensorExternalData = 13;
    private const int EntryKey = 1, EntryValue = 2;

    private readonly Dictionary<string, long> _externalFiles = [];
    private bool _hasGraph;

    private OnnxGraph()
    {
    }

    /// <summary>Gets how many GroupQueryAttention nodes the graph has.</summary>
    public int GroupQueryAttentions { get; private set; }

    /// <summary>Gets a value indicating whether one of them turns queries and keys itself (<c>do_rotary = 1</c>).</summary>
    public bool HasFusedRotary { get; private set; }

    public static OnnxGraph Read(ModelFolder folder, string path)
    {
        var graph = new OnnxGraph();
        try
        {
            using FileStream file = File.OpenRead(path);
            using var input = new CodedInputStream(file);
            graph.ReadModel(input, file.Length);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or EndOfStreamException)
        {
            throw folder.Refuse($"'{path}' is no ONNX model, or it is cut off", e);
        }

        if (!graph._hasGraph)
        {
            throw folder.Refuse($"'{path}' holds no graph: it is no ONNX model, or it is cut off");
        }

        graph.CheckExternalFiles(folder, Path.GetDirectoryName(path)!);
        return graph;
    }

    private static void ForEachField(CodedInputStream input, long end, Func<int, bool> read)
    {
        while (input.Position < end)
        {
            uint tag = input.ReadTag();
            if (tag == 0)
            {
                throw new EndOfStreamException();
            }

            if (!read(WireFormat.GetTagFieldNumber(tag)))
            {
                input.SkipLastField();
            }
        }
    }

    private static long EndOfMessage(CodedInputStream input)
    {
        int length = input.ReadLength();
        return input.Position + length;
    }

    private void ReadModel(CodedInputStream input, long end) => ForEachField(input, end, field =>
    {
        if (field != ModelGraph)
        {
            return false;
        }

        _hasGraph = true;
        ReadGraph(input, EndOfMessage(input));
        return true;
    });

    private void ReadGraph(CodedInputStream input, long end) => ForEachField(input, end, field =>
    {
        switch (field)
        {
            case GraphNode:
                ReadNode(input, EndOfMessage(input));
                return true;
            case GraphInitializer:
                ReadInitializer(input, EndOfMessage(input));
                return true;
            default:
                return false;
        }
    });

    private void ReadNode(CodedInputStream input, long end)
    {
        string operatorName = string.Empty;
        bool rotary = false;
        ForEachField(input, end, field =>
        {
            switch (field)
            {
                case NodeOperator:
                    operatorName = input.ReadString();
                    return true;
                case NodeAttribute:
                    rotary |= ReadAttribute(input, EndOfMessage(input)) is ("do_rotary", not 0);
                    return true;
                default:
                    return false;
            }
        });

        if (operatorName == "GroupQueryAttention")
        {
            GroupQueryAttentions++;
            HasFusedRotary |= rotary;
        }
    }

    private static (string Name, long Value) ReadAttribute(CodedInputStream input, long end)
    {
        (string Name, long Value) attribute = (string.Empty, 0);
        ForEachField(input, end, field =>
        {
            switch (field)
            {
                case AttributeName:
                    attribute.Name = input.ReadString();
                    return true;
                case AttributeInt:
                    attribute.Value = input.ReadInt64();
                    return true;
                default:
                    return false;
            }
        });
        return attribute;
    }

    private void ReadInitializer(CodedInputStream input, long end)
    {
        var data = new Dictionary<string, string>();
        ForEachField(input, end, field =>
        {
            if (field != TensorExternalData)
            {
                return false;
            }

            (string key, string value) = ReadEntry(input, EndOfMessage(input));
            data[key] = value;
            return true;
        });

        if (data.TryGetValue("location", out string? location))
        {
            long needed = ParseLength(data.GetValueOrDefault("offset")) + ParseLength(data.GetValueOrDefault("length"));
            _externalFiles[location] = Math.Max(needed, _externalFiles.GetValueOrDefault(location));
        }
    }

    private static (string Key, string Value) ReadEntry(CodedInputStream input, long end)
    {
        (string Key, string Value) entry = (string.Empty, string.Empty);
        ForEachField(input, end, field =>
        {
            switch (field)
            {
                case EntryKey:
                    entry.Key = input.ReadString();
                    return true;
                case EntryValue:
                    entry.Value = input.ReadString();
                    return true;
                default:
                    return false;
            }
        });
        return entry;
    }

    private static long ParseLength(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;

    private void CheckExternalFiles(ModelFolder folder, string directory)
    {
        foreach ((string location, long needed) in _externalFiles)
        {
            folder.Resolve(location, "the weights");
            long actual = new FileInfo(folder.Require(Path.GetRelativePath(folder.FullPath, Path.Combine(directory, location)), "the file of weights")).Length;
            if (actual < needed)
            {
                throw folder.Refuse($"the file of weights '{location}' is cut off: it has {actual} bytes and the model needs {needed}");
            }
        }
    }
}
