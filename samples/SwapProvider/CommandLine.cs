using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.SemanticKernel;
using Nudging.OnnxRuntime;

namespace SwapProvider;

/// <summary>Parses and runs the command line, and prints errors as one line.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return await Create().Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is ModelLoadException or HttpOperationException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"Error: {e.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    private static RootCommand Create()
    {
        Option<string> provider = new("--provider") { Description = "The provider: openai or nudging.", DefaultValueFactory = _ => Providers.Nudging };
        provider.AcceptOnlyFromAmong(Providers.Nudging, Providers.OpenAI);
        var endpoint = new Option<Uri?>("--endpoint")
        {
            Description = "The endpoint of OpenAI or of a server with the same API, such as http://localhost:8000/v1.",
            HelpName = "URL",
            CustomParser = ParseEndpoint,
        };
        var model = new Option<string>("--model") { Description = "The model of the provider openai.", HelpName = "NAME", DefaultValueFactory = _ => "gpt-4o-mini" };

        var command = new RootCommand($"Runs the same kernel code over OpenAI or over a nudging pair. The key of OpenAI is read from {Providers.OpenAIKey}.") { provider, endpoint, model };
        command.SetAction((result, cancellationToken) => Conversation.RunAsync(
            new ProviderOptions(result.GetValue(provider)!, result.GetValue(model)!, result.GetValue(endpoint), Environment.GetEnvironmentVariable(Providers.OpenAIKey)), cancellationToken));
        return command;
    }

    private static Uri? ParseEndpoint(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is "http" or "https")
        {
            return endpoint;
        }

        result.AddError($"--endpoint is '{text}'; it must be a URL that begins with http:// or https://.");
        return null;
    }
}
