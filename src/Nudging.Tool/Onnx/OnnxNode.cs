namespace Nudging.Tool.Onnx;

/// <summary>A node of a graph: an operator with its inputs, outputs and attributes.</summary>
internal sealed class OnnxNode(ProtoMessage message)
{
    public ProtoMessage Message { get; } = message;

    public string Operator { get; } = message.Text(OnnxMessages.NodeOperator);

    public IReadOnlyList<string> Inputs { get; } = [.. message.Texts(OnnxMessages.NodeInput)];

    public IReadOnlyList<string> Outputs { get; } = [.. message.Texts(OnnxMessages.NodeOutput)];

    /// <summary>Finds the value of an integer attribute.</summary>
    /// <returns>The value; <see langword="null"/> where the node does not have the attribute.</returns>
    public long? Attribute(string name) => Message.Messages(OnnxMessages.NodeAttribute)
        .FirstOrDefault(attribute => attribute.Text(OnnxMessages.AttributeName) == name)?.Integers(OnnxMessages.AttributeInt).LastOrDefault();

    /// <summary>Makes a node of the same operator with the same attributes and other inputs and outputs.</summary>
    public ProtoMessage Between(IEnumerable<string> inputs, IEnumerable<string> outputs)
    {
        ProtoMessage node = Message.Without(OnnxMessages.NodeInput, OnnxMessages.NodeOutput, OnnxMessages.NodeName);
        foreach (string input in inputs)
        {
            node.Write(OnnxMessages.NodeInput, input);
        }

        string[] names = [.. outputs];
        Array.ForEach(names, name => node.Write(OnnxMessages.NodeOutput, name));
        return node.Write(OnnxMessages.NodeName, names[0] + "/node");
    }
}
