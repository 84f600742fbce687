using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Constraints;
using Nudging.Tests.Prompting;
using Nudging.ToolCalls;

namespace Nudging.Tests.ToolCalls;

/// <summary>Where a call is required, nothing else may be written.</summary>
public sealed class ToolCallConstraintTests
{
    private static readonly DeclaredFunction[] Functions =
    [
        new("Clock_In", "Tells the time.", """{"type": "object", "properties": {"city": {"type": "string"}, "hour": {"type": "integer"}}, "required": ["city"], "additionalProperties": false}"""),
        new("Odd", "Has a schema that is not supported.", """{"type": "object", "properties": {"x": {"type": "string", "pattern": "^(?=a)"}}, "not": {"type": "string"}}"""),
    ];

    public static TheoryData<ToolCallFormat, string> Allowed => new()
    {
        { ToolCallFormat.Hermes, "<tool_call>\n{\"name\": \"Clock_In\", \"arguments\": {\"city\": \"Rome\"}}\n</tool_call>" },
        { ToolCallFormat.Hermes, "<tool_call>\n{\"name\": \"Clock_In\", \"arguments\": {\"city\": \"Rome\", \"hour\": 3}}\n</tool_call>\n<tool_call>\n{\"name\": \"Odd\", \"arguments\": {\"y\": [1]}}\n</tool_call>" },
        { ToolCallFormat.Llama, "{\"name\": \"Clock_In\", \"parameters\": {\"city\": \"日本\"}}; {\"name\": \"Clock_In\", \"parameters\": {\"city\": \"\"}}" },
        { ToolCallFormat.Mistral, "[TOOL_CALLS][{\"name\": \"Clock_In\", \"arguments\": {\"city\": \"Rome\"}}, {\"name\": \"Odd\", \"arguments\": {}}]" },
        { ToolCallFormat.Mistral, "[TOOL_CALLS]Clock_In[ARGS]{\"city\": \"Rome\"}[TOOL_CALLS]Odd[ARGS]{}" },
        { ToolCallFormat.Phi, "<|tool_call|>[{\"name\": \"Clock_In\", \"arguments\": {\"city\": \"Rome\"}}]<|/tool_call|>" },
        { ToolCallFormat.Json, "{\"name\": \"Clock_In\", \"arguments\": {\"city\": \"Rome\"}}" },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void Calls_are_allowed_and_can_be_read(ToolCallFormat format, string written)
    {
        Assert.True(Constraint(format, isSingle: false).Allows(written));

        ToolCallFinder finder = new(ToolCallSyntax.Of(format), name => Functions.Any(function => function.Name == name));
        Assert.All(finder.Find(written, isEnd: true), call => Assert.Equal(Nudging.Decoding.CallState.Complete, call.State));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Well")]
    [InlineData("<tool_call>\n{\"name\": \"Other\", \"arguments\": {\"city\": \"Rome\"}}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"Clock_In\", \"arguments\": {}}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"Clock_In\", \"arguments\": {\"city\": 3}}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"Odd\", \"arguments\": 3}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"Odd\", \"arguments\": {}}\n</tool_call> and")]
    public void Nothing_else_is_allowed(string written) => Assert.False(Constraint(ToolCallFormat.Hermes, isSingle: false).Allows(written));

    [Fact]
    public void A_second_call_is_allowed_only_where_several_are()
    {
        const string Written = "{\"name\": \"Odd\", \"arguments\": {}}; {\"name\": \"Odd\", \"arguments\": {}}";

        Assert.True(Constraint(ToolCallFormat.Json, isSingle: false).Allows(Written));
        Assert.False(Constraint(ToolCallFormat.Json, isSingle: true).Allows(Written));
    }

    // What is written for templates that write no calls is what is read.
    [Fact]
    public void What_is_written_can_be_read()
    {
        FunctionCallContent[] calls = [new("1", "get_a", new Dictionary<string, object?> { ["x"] = "é\"", ["n"] = null }), new("2", "get_b")];
        foreach (ToolCallFormat format in Enum.GetValues<ToolCallFormat>())
        {
            var answer = ReadAnswer.Of(format, ToolCallSyntax.Of(format).Write(calls));

            Assert.Equal("⟨get_a {\"x\":\"\\u00E9\\u0022\",\"n\":null}⟩⟨get_b {}⟩", answer.Contents);
        }
    }

    private static TextConstraint Constraint(ToolCallFormat format, bool isSingle) => new ToolCallConstraint(ToolCallSyntax.Of(format), isSingle).Of(Functions);
}
