using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Constraints;
using Nudging.Tests.Chat;
using Nudging.Tests.Prompting;
using Nudging.ToolCalls;

namespace Nudging.Tests.ToolCalls;

/// <summary>The constraint of a required call allows calls of the offered functions and no other text.</summary>
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
    public void Calls_of_offered_functions_are_allowed_and_can_be_read(ToolCallFormat format, string written)
    {
        Assert.True(Constraint(format, isSingle: false).Allows(written));

        ToolCallScanner scanner = new(ToolCallSyntax.Of(format), name => Functions.Any(function => function.Name == name));
        ScannedPart[] parts = [.. scanner.Rest(written, isEnd: true).Where(part => !string.IsNullOrWhiteSpace(written[part.Start..part.End]))];
        Assert.NotEmpty(parts);
        Assert.All(parts, part => Assert.Equal(ScannedPartKind.Calls, part.Kind));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Well")]
    [InlineData("<tool_call>\n{\"name\": \"Other\", \"arguments\": {\"city\": \"Rome\"}}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"Clock_In\", \"arguments\": {}}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"Clock_In\", \"arguments\": {\"city\": 3}}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"Odd\", \"arguments\": 3}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": \"Odd\", \"arguments\": {}}\n</tool_call> and")]
    public void Text_that_is_not_a_call_of_an_offered_function_with_fitting_arguments_is_not_allowed(string written) => Assert.False(Constraint(ToolCallFormat.Hermes, isSingle: false).Allows(written));

    [Fact]
    public void A_second_call_is_allowed_only_where_several_calls_are_allowed()
    {
        const string Written = "{\"name\": \"Odd\", \"arguments\": {}}; {\"name\": \"Odd\", \"arguments\": {}}";

        Assert.True(Constraint(ToolCallFormat.Json, isSingle: false).Allows(Written));
        Assert.False(Constraint(ToolCallFormat.Json, isSingle: true).Allows(Written));
    }

    [Fact]
    public void Calls_written_into_a_prompt_are_read_as_the_same_calls()
    {
        FunctionCallContent[] calls = [new("1", "get_a", new Dictionary<string, object?> { ["x"] = "é\"", ["n"] = null }), new("2", "get_b")];
        foreach (ToolCallFormat format in Enum.GetValues<ToolCallFormat>())
        {
            var answer = ReadAnswer.Of(format, ToolCallSyntax.Of(format).Write(calls).Text);

            Assert.Equal("⟨get_a {\"x\":\"\\u00E9\\u0022\",\"n\":null}⟩⟨get_b {}⟩", answer.Contents);
        }
    }

    private static TextConstraint Constraint(ToolCallFormat format, bool isSingle) => new ToolCallConstraint(ToolCallSyntax.Of(format), isSingle).Of(Functions);
}
