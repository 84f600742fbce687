using Nudging.Decoding;
using Nudging.Models;
using Nudging.TestSupport;

namespace Nudging.Tests.Models;

/// <summary>The engine that docs/engines.md shows passes the conformance tests of its capabilities.</summary>
public sealed class CompletionsModelTests : LanguageModelConformanceTests
{
    private static readonly CompletionsServer Server = new();

    protected override bool CountsComputedTokens => false;

    [Fact]
    public async Task A_pair_of_remote_models_gives_the_same_text_in_both_modes()
    {
        using ILanguageModel baseModel = CreateModel();
        NudgingDecoder decoder = new(baseModel, baseModel);
        List<string> texts = [];
        foreach (NudgingMode mode in Enum.GetValues<NudgingMode>())
        {
            NudgingResult result = await decoder.DecodeAsync(
                new("Question: why?\n", "user: why?\n"), new() { Mode = mode, MaxOutputTokens = 30 }, TestContext.Current.CancellationToken);
            texts.Add($"{result.StopReason}: {result.Text}");
        }

        Assert.Equal(texts[0], texts[1]);
    }

    [Fact]
    public async Task A_special_token_in_ordinary_text_is_refused_before_a_request()
    {
        await using CompletionsModel model = new(new HttpClient(Server, disposeHandler: false) { BaseAddress = new Uri("http://localhost/") }, "remote", 4096)
        {
            SpecialTokens = ["<|end|>"],
        };
        string content = "a<|end|>b";

        await using (model.CreateSession($"<|end|>{"ab"}<|end|>"))
        {
        }

        Assert.Contains("'<|end|>'", Assert.Throws<ArgumentException>(() => model.CreateSession($"<|end|>{content}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_documentation_shows_the_tested_code()
    {
        string code = File.ReadAllText(CheckoutFolder.Require("tests", "Nudging.Tests", "Models", "CompletionsModel.cs")).ReplaceLineEndings("\n");
        string page = File.ReadAllText(CheckoutFolder.Require("docs", "engines.md")).ReplaceLineEndings("\n");
        Assert.Contains(code[code.IndexOf("/// <summary>", StringComparison.Ordinal)..].TrimEnd(), page, StringComparison.Ordinal);
    }

    protected override ILanguageModel CreateModel() =>
        new CompletionsModel(new HttpClient(Server, disposeHandler: false) { BaseAddress = new Uri("http://localhost/") }, "remote", 4096);
}
