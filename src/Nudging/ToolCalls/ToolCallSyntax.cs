using Microsoft.Extensions.AI;
using Nudging.ChatTemplates.Values;
using Nudging.Models;
using Nudging.Prompting;

namespace Nudging.ToolCalls;

/// <summary>What a call begins with.</summary>
/// <param name="Marker">The text that says that a call follows. May be empty.</param>
internal sealed record ToolCallOpener(string Marker)
{
    /// <summary>Gets what must follow the marker, as the beginning of the call itself.</summary>
    public string Body { get; init; } = "";

    /// <summary>Gets a value indicating whether it is one only where nothing but calls stands before it.</summary>
    public bool IsAtStart { get; init; }

    /// <summary>Gets the texts of which one ends the call. Often none.</summary>
    public IReadOnlyList<string> Closers { get; init; } = [];

    /// <summary>Gets the text that usually ends it; empty if none does.</summary>
    public string Closer => Closers.Count > 0 ? Closers[0] : "";

    /// <summary>Gets a value indicating whether one of them must.</summary>
    public bool MustClose { get; init; }

    /// <summary>Gets the marker and what must follow it.</summary>
    public string Text => Marker + Body;
}

/// <summary>How calls are written in one of the <see cref="ToolCallFormat"/>s.</summary>
internal sealed record ToolCallSyntax
{
    private static readonly ToolCallOpener[] Bare =
        [new("") { Body = "{", IsAtStart = true }, new("") { Body = "[", IsAtStart = true }];

    private static readonly ToolCallSyntax Hermes = new()
    {
        Openers = [new("<tool_call>") { Closers = ["</tool_call>"], MustClose = true }],
    };

    private static readonly ToolCallSyntax Llama = new()
    {
        Openers = [new("<|python_tag|>"), .. Bare],
        HasCallExpressions = true,
        ArgumentsName = "parameters",
    };

    private static readonly ToolCallSyntax Mistral = new()
    {
        Openers = [new("[TOOL_CALLS]")],
        HasNames = true,
        IsArray = true,
    };

    private static readonly ToolCallSyntax Phi = new()
    {
        Openers =
        [
            new("<|tool_call|>") { Closers = ["<|/tool_call|>", "</|tool_call|>"] },
            new("functools") { Body = "[" },
        ],
        IsArray = true,
    };

    private static readonly ToolCallSyntax Json = new()
    {
        Openers =
        [
            .. Bare,
            new("```json") { IsAtStart = true, Closers = ["```"], MustClose = true },
            new("```\n") { IsAtStart = true, Closers = ["```"], MustClose = true },
        ],
    };

    /// <summary>Gets what a call may begin with. None of these begins with another.</summary>
    public required IReadOnlyList<ToolCallOpener> Openers { get; init; }

    /// <summary>Gets a value indicating whether a name may stand before the arguments.</summary>
    public bool HasNames { get; init; }

    /// <summary>Gets a value indicating whether a call may be written as <c>name.call(key="value")</c>.</summary>
    public bool HasCallExpressions { get; init; }

    /// <summary>Gets a value indicating whether even a single call is written as an array.</summary>
    public bool IsArray { get; init; }

    /// <summary>Gets what calls are begun with where they are written or demanded: a marker, unless they need none.</summary>
    public ToolCallOpener WritingOpener => Openers.FirstOrDefault(opener => opener.Marker.Length == 0) ?? Openers[0];

    /// <summary>Gets the name under which the arguments are written.</summary>
    public string ArgumentsName { get; init; } = "arguments";

    /// <summary>Gets the syntax of a format.</summary>
    /// <param name="format">The format.</param>
    public static ToolCallSyntax Of(ToolCallFormat format) => format switch
    {
        ToolCallFormat.Hermes => Hermes,
        ToolCallFormat.Llama => Llama,
        ToolCallFormat.Mistral => Mistral,
        ToolCallFormat.Phi => Phi,
        _ => Json,
    };

    /// <summary>Finds the format that a model's chat template is for.</summary>
    /// <param name="model">What is known about the model.</param>
    /// <returns>The format; <see cref="ToolCallFormat.Json"/> where the template knows none.</returns>
    public static ToolCallFormat FormatOf(LanguageModelInfo model)
    {
        string template = model.ToolUseChatTemplate ?? model.ChatTemplate ?? "";
        return 0 switch
        {
            _ when Has("[TOOL_CALLS]") => ToolCallFormat.Mistral,
            _ when Has("<tool_call>") => ToolCallFormat.Hermes,
            _ when Has("<|tool_call|>") || Has("<|tool|>") || Has("functools") => ToolCallFormat.Phi,
            _ when Has("<|python_tag|>") || Has("\"parameters\": ") => ToolCallFormat.Llama,
            _ => ToolCallFormat.Json,
        };

        bool Has(string marker) => template.Contains(marker, StringComparison.Ordinal);
    }

    /// <summary>Writes calls, for templates that do not.</summary>
    /// <param name="calls">The calls, at least one.</param>
    public string Write(IEnumerable<FunctionCallContent> calls)
    {
        string[] bodies = [.. calls.Select(call => InputValues.ToJson(new Dictionary<string, object?>
        {
            ["name"] = call.Name,
            [ArgumentsName] = FunctionTexts.Json(call.Arguments ?? new Dictionary<string, object?>()),
        }))];
        ToolCallOpener opener = WritingOpener;
        return IsArray ? $"{opener.Marker}[{string.Join(", ", bodies)}]{opener.Closer}"
            : opener.MustClose ? string.Join('\n', bodies.Select(body => $"{opener.Marker}\n{body}\n{opener.Closer}"))
            : string.Join("; ", bodies);
    }
}
