using System.Text.Json;
using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Constraints;
using Nudging.Tests.Chat;
using Nudging.Tests.Constraints;
using Nudging.Tests.Prompting;
using Nudging.ToolCalls;

namespace Nudging.Tests.ToolCalls;

/// <summary>The constraint of a required call allows calls of the offered functions and no other text.</summary>
public sealed class ToolCallConstraintTests
{
    private static readonly DeclaredFunction[] Functions =
    [
        new("Clock_In", "Tells the time.", """{"type": "object", "properties": {"city": {"type": "string"}, "hour": {"type": "integer"}}, "required": ["city"], "additionalProperties": false}"""),
        new("Odd", "Takes any arguments.", "{}"),
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

    [Theory]
    [InlineData("""{"type": "object", "properties": {"x": {"type": "string", "pattern": "^(?=a)"}}}""", typeof(NotSupportedException), "#/properties/x")]
    [InlineData("""{"type": "object", "contains": 3}""", typeof(NotSupportedException), "'contains'")]
    [InlineData("""{"type": "object", "properties": 3}""", typeof(ArgumentException), "'properties'")]
    public void A_function_whose_schema_is_not_supported_is_refused_by_name(string schema, Type exception, string place)
    {
        DeclaredFunction function = new("Odd", "", schema);

        Exception thrown = Assert.Throws(exception, () => new ToolCallConstraint(ToolCallSyntax.Of(ToolCallFormat.Json), isSingle: true).Of([function]));

        Assert.Contains("'Odd'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(place, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_of_a_required_call_of_a_method_have_values_that_the_types_of_the_parameters_hold()
    {
        int calls = 0;
        AIFunction function = AIFunctionFactory.Create(
            (DateTime? when, byte level, Meal meal, Dictionary<DayOfWeek, sbyte[]> plan, Guid id, TimeSpan duration, DayOfWeek day = DayOfWeek.Monday) => calls++, "plan");
        TextConstraint constraint = new ToolCallConstraint(ToolCallSyntax.Of(ToolCallFormat.Json), isSingle: true).Of([function]);

        Assert.False(constraint.Allows("""{"name": "plan", "arguments": {"when":"Monday"}}"""));
        for (int seed = 0; seed < 60; seed++)
        {
            using var call = JsonDocument.Parse(RandomWalk.Write(constraint, new Random(seed), 300));
            AIFunctionArguments arguments = new(call.RootElement.GetProperty("arguments").EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value));
            await function.InvokeAsync(arguments, TestContext.Current.CancellationToken);
        }

        Assert.Equal(60, calls);
    }

    [Fact]
    public void Arguments_of_a_function_whose_schema_does_not_name_a_type_are_an_object_of_its_properties()
    {
        DeclaredFunction function = new("Untyped", "", """{"properties": {"x": {"type": "integer"}}, "required": ["x"], "additionalProperties": false}""");
        TextConstraint constraint = new ToolCallConstraint(ToolCallSyntax.Of(ToolCallFormat.Json), isSingle: true).Of([function]);

        Assert.True(constraint.Allows("{\"name\": \"Untyped\", \"arguments\": {\"x\": 1}}"));
        Assert.False(constraint.Allows("{\"name\": \"Untyped\", \"arguments\": {\"x\": \"Monday\"}}"));
        Assert.False(constraint.Allows("{\"name\": \"Untyped\", \"arguments\": {}}"));
    }

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

    [System.Text.Json.Serialization.JsonPolymorphic]
    [System.Text.Json.Serialization.JsonDerivedType(typeof(Soup), "soup")]
    [System.Text.Json.Serialization.JsonDerivedType(typeof(Menu), "menu")]
    private abstract record Meal(ushort Price);

    private sealed record Soup(ushort Price, DateOnly Until) : Meal(Price);

    private sealed record Menu(ushort Price, Meal? First) : Meal(Price);
}
