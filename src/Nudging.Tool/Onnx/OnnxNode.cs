namespace Nudging.Tool.Onnx;

/// <summary>An operator of a graph.</summary>
internal sealed class OnnxNode(ProtoMessage message)
{
    public ProtoMessage Message { get; } = message;

    public string Operator { get; } = message.Text(OnnxMessages.NodeOperator);

    public IReadOnlyList<string> Inputs { get; } = [.. message.Texts(OnnxMessages.NodeInput)];

    public IReadOnlyList<string> Outputs { get; } = [.. message.Texts(OnnxMessages.NodeOutput)];

    public long? Attribute(string name) => Message.Messages(OnnxMessages.NodeAttribute)
        .FirstOrDefault(attribute => attribute.Text(OnnxMessages.AttributeName) == name)?.Integers(OnnxMessages.AttributeInt).LastOrDefault();

    /// <summary>The same operator, with the same attributes, between other tensors.</summary>
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
