using System.CommandLine;
using System.CommandLine.Parsing;
using Nudging.OnnxRuntime;

namespace Nudging.Tool;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<OnnxExecutionProvider?> Provider() => Parsed(
        "--provider", "NAME", "Where the models run: cpu, directml[:N], cuda[:N], or ONNX Runtime's name of another provider.", OnnxExecutionProvider.Parse);

    public static Option<string?> Json() => new("--json")
    {
        Description = "Write the report as JSON to FILE; to the output, instead of the text, if it is -.",
        HelpName = "FILE",
    };

    /// <summary>An option whose text has a form of its own.</summary>
    public static Option<T?> Parsed<T>(string name, string helpName, string description, Func<string, T> parse)
        where T : class => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => Parse(result, parse),
        };

    private static T? Parse<T>(ArgumentResult result, Func<string, T> parse)
        where T : class
    {
        try
        {
            return parse(result.Tokens[0].Value);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            result.AddError(e.Message);
            return null;
        }
    }
}
