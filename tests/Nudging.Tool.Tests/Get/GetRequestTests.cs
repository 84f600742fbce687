using Nudging.Tool.Get;

namespace Nudging.Tool.Tests.Get;

public sealed class GetRequestTests
{
    [Theory]
    [InlineData("a/b", null, null, "a/b  models/b")]
    [InlineData("a/b@v1", null, null, "a/b v1 models/b")]
    [InlineData("a/b", null, "v2", "a/b v2 models/b")]
    [InlineData("a/b@v1", null, "v2", "a/b v1 models/b")]
    [InlineData("gpt2", null, null, "gpt2  models/gpt2")]
    [InlineData("a/b", "out", null, "a/b  out")]
    [InlineData("a/b c/d", "out", null, "a/b  out/b, c/d  out/d")]
    [InlineData("smollm2", null, null, "HuggingFaceTB/SmolLM2-1.7B  models/SmolLM2-1.7B, HuggingFaceTB/SmolLM2-135M-Instruct  models/SmolLM2-135M-Instruct")]
    [InlineData("Qwen2.5", "out", null, "Qwen/Qwen2.5-7B  out/Qwen2.5-7B, Qwen/Qwen2.5-0.5B-Instruct  out/Qwen2.5-0.5B-Instruct")]
    public void Names_become_repositories_revisions_and_folders(string names, string? output, string? revision, string expected) => Assert.Equal(
        expected.Replace('/', Path.DirectorySeparatorChar),
        string.Join(", ", Requests(names, output, revision).Select(request => $"{request.Repository} {request.Revision} {request.Folder}")).Replace('/', Path.DirectorySeparatorChar));

    [Theory]
    [InlineData("a/b/c", "not a name")]
    [InlineData("../b", "not a name")]
    [InlineData("a/b@../c", "not a revision")]
    [InlineData("a/b c/b", "the same folder")]
    public void Names_that_cannot_be_fetched_are_refused(string names, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => Requests(names, null, null)).Message, StringComparison.Ordinal);

    private static IReadOnlyList<GetRequest> Requests(string names, string? output, string? revision) =>
        GetRequest.Of(new() { Names = names.Split(' '), OutputPath = output, Revision = revision });
}
