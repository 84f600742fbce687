using Nudging.ModelBuilder.Hub;

namespace Nudging.ModelBuilder.Tests.Hub;

public sealed class HubNamesTests
{
    [Theory]
    [InlineData("gpt2", true)]
    [InlineData("HuggingFaceTB/SmolLM2-1.7B", true)]
    [InlineData("a_b/c.d-e_f", true)]
    [InlineData("", false)]
    [InlineData("a/b/c", false)]
    [InlineData("../b", false)]
    [InlineData("a/..", false)]
    [InlineData("a/.b", false)]
    [InlineData("a--b/c", false)]
    [InlineData("a/b?x=1", false)]
    [InlineData("a/b#c", false)]
    [InlineData("a/b\n", false)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData("con/b", false)]
    [InlineData("https://huggingface.co/a/b", false)]
    public void Names_of_repositories_are_checked(string name, bool expected) => Assert.Equal(expected, HubNames.IsRepository(name));

    [Theory]
    [InlineData("a/b/c.json", true)]
    [InlineData(".gitattributes", true)]
    [InlineData("a b.txt", true)]
    [InlineData("é.txt", true)]
    [InlineData("", false)]
    [InlineData("a//b", false)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData(".", false)]
    [InlineData("a/../b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a\0b", false)]
    [InlineData("a\nb", false)]
    [InlineData("COM1", false)]
    [InlineData("aux.json", false)]
    [InlineData("a/Nul.tar.gz", false)]
    [InlineData("a:b", false)]
    [InlineData("a ", false)]
    [InlineData("a.", false)]
    public void Paths_are_plain_on_every_operating_system(string path, bool expected) => Assert.Equal(expected, HubNames.IsSafePath(path));

    [Fact]
    public void Paths_of_any_length_are_checked_in_time() => Assert.False(HubNames.IsSafePath(new string('a', 1_000_000)));

    [Theory]
    [InlineData("a/b", "a/b", null)]
    [InlineData("a/b@v1", "a/b", "v1")]
    [InlineData("a/b@refs/pr/1", "a/b", "refs/pr/1")]
    public void A_revision_follows_the_name_after_an_at_sign(string text, string repository, string? revision) =>
        Assert.Equal((repository, revision), HubNames.Split(text));

    [Theory]
    [InlineData("")]
    [InlineData("../main")]
    [InlineData("-x")]
    [InlineData("a:b")]
    public void Revisions_are_checked(string revision) => Assert.Throws<ArgumentException>(() => HubNames.CheckRevision(revision));
}
