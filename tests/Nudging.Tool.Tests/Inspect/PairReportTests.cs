using Nudging.Tests.Chat;
using Nudging.TestSupport;
using Nudging.Tool.Inspect;

namespace Nudging.Tool.Tests.Inspect;

public sealed class PairReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Models_of_one_family_share_a_tokenizer()
    {
        // Ids that have logits and no token do not count.
        PairReport pair = Inspect(new() { Seed = 1, Layers = 4 }, new() { Seed = 2, VocabularySize = 384, ChatTemplate = AnsweringModel.ChatTemplate });
        Assert.True(pair.SharesTokenizer);
        Assert.Equal(1024 + 512, pair.CacheBytesPerToken);
        Assert.Equal(pair.WeightBytes + (1536 * 256), pair.BytesOfContexts);
        Assert.Contains("  tokenizer   the same", ReportText.Of(pair));
        Assert.Contains("  fits        yes", ReportText.Of(pair));
    }

    [Fact]
    public void Models_with_other_token_ids_have_different_tokenizers()
    {
        PairReport pair = Inspect(new(), new() { Merges = ["t h", "i n", "th e", "Ġ the", "e r", "Ġ a", "a n", "an d", "Ã ©"] });
        Assert.False(pair.SharesTokenizer);
        Assert.Equal(3, pair.DifferentTokens);
        Assert.NotEmpty(pair.DifferentTexts);
        Assert.Contains(ReportText.Of(pair), line => line.Contains("not the same, which nudging does not need: 3 ids differ", StringComparison.Ordinal));
    }

    [Fact]
    public void Models_with_the_same_tokens_and_other_merges_have_different_tokenizers()
    {
        DecoderModel.Write(_folder["base"], new());
        DecoderModel.Write(_folder["aligned"], new());
        string path = _folder["aligned/tokenizer.json"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"t h\",", string.Empty, StringComparison.Ordinal));
        PairReport pair = Load();
        Assert.Equal(0, pair.DifferentTokens);
        Assert.NotEmpty(pair.DifferentTexts);
        Assert.False(pair.SharesTokenizer);
    }

    [Fact]
    public void A_pair_whose_aligned_model_has_no_chat_template_does_not_fit()
    {
        DecoderModel.Write(_folder["base"], new());
        DecoderModel.Write(_folder["aligned"], new());
        File.WriteAllText(_folder["aligned/tokenizer_config.json"], "{}");
        Assert.Contains(ReportText.Of(Load()), line => line.Contains("has no chat template", StringComparison.Ordinal));
    }

    private PairReport Inspect(DecoderModelSpec baseSpec, DecoderModelSpec alignedSpec)
    {
        DecoderModel.Write(_folder["base"], baseSpec);
        DecoderModel.Write(_folder["aligned"], alignedSpec);
        return Load();
    }

    private PairReport Load() => PairReport.Of(InspectedModel.Load(_folder["base"], null), InspectedModel.Load(_folder["aligned"], null));
}
