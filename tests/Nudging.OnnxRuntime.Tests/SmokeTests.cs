using Nudging.Models;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests;

public sealed class SmokeTests
{
    [Theory]
    [InlineData(true, true, false, false)]
    [InlineData(true, true, false, true)]
    [InlineData(true, false, true, false)]
    [InlineData(true, false, true, true)]
    [InlineData(false, false, false, false)]
    [InlineData(false, true, false, true)]
    public async Task Works(bool gqa, bool pos, bool fused, bool half)
    {
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, new() { UsesGroupQueryAttention = gqa, HasPositionIds = pos, FusedRotary = fused, Float16 = half, ExternalData = half });
        using var model = OnnxLanguageModel.Load(folder.Path);
        await using var session = model.CreateSession("Hello the world. ");
        Continuation c = await session.ContinueAsync("x", new() { MaxTokens = 12 }, TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage("{0}", c.Text + " " + string.Join(",", c.Tokens.Select(t => t.Probability)));
        Console.WriteLine(c.Text.Replace('\n', '~') + " " + c.End + string.Join(",", c.Tokens.Select(t => t.Probability)));
    }
}
