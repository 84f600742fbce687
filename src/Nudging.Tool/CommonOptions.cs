using System.CommandLine;
using System.CommandLine.Parsing;
using DemoPair;
using Nudging.OnnxRuntime;

namespace Nudging.Tool;

/// <summary>The options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>The forms in which a command line names a model.</summary>
    public const string ModelForms = "a folder, a name under models/, or a name of the hub that was downloaded";

    public static Option<string> BaseModel() => Text("--base", "MODEL", $"The base model: {ModelForms} (that of the demo pair).", DemoPairFiles.BaseModelPath);

    public static Option<string> AlignedModel() => Text("--aligned", "MODEL", "The aligned model, named in the same way (that of the demo pair).", DemoPairFiles.AlignedModelPath);

    public static Option<string> QuestionFile() => Text("--questions", "FILE", "The questions, one JSON object {\"question\": ...} a line (those of the demo pair).", DemoPairFiles.QuestionsPath);

    /// <summary>Creates an option for a whole number of at least 1.</summary>
    public static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = $"{description} ({value}).", HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(AtLeastOne);
        return option;
    }

    /// <summary>Refuses numbers below 1.</summary>
    public static void AtLeastOne(OptionResult result)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, out int number) && number < 1)
        {
            result.AddError($"{result.Option.Name} is {number}; it must be at least 1.");
        }
    }

    public static Option<OnnxExecutionProvider?> Provider() => Parsed(
        "--provider", "NAME", "The execution provider: cpu, directml[:N], cuda[:N], or the name in ONNX Runtime of another.", OnnxExecutionProvider.Parse);

    public static Option<string?> Json() => new("--json")
    {
        Description = "Write the report as JSON to FILE as well; with - to standard output, instead of the text.",
        HelpName = "FILE",
    };

    /// <summary>Creates an option whose text is parsed.</summary>
    public static Option<T?> Parsed<T>(string name, string helpName, string description, Func<string, T> parse)
        where T : class => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => Parse(result, parse),
        };

    private static Option<string> Text(string name, string helpName, string description, string value) =>
        new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => value };

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
