using System.CommandLine;
using System.CommandLine.Parsing;
using DemoPair;
using Nudging.OnnxRuntime;

namespace Nudging.Tool;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string> BaseModel() => Text("--base", "DIR", "The folder of the base model; the demo pair's if not given.", DemoPairFiles.BaseModelPath);

    public static Option<string> AlignedModel() => Text("--aligned", "DIR", "The folder of the aligned model; the demo pair's if not given.", DemoPairFiles.AlignedModelPath);

    public static Option<string> QuestionFile() => Text("--questions", "FILE", "What to ask, one {question} a line; the demo pair's questions if not given.", DemoPairFiles.QuestionsPath);

    /// <summary>An option that is a whole number of at least 1.</summary>
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
