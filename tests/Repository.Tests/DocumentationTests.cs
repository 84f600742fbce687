using System.Text.RegularExpressions;

namespace Repository.Tests;

public sealed partial class DocumentationTests
{
    private static readonly string[] TopFolders = ["benchmarks", "docs", "eng", "models", "samples", "src", "tests"];

    [Fact]
    public void Relative_links_lead_to_files_and_headings()
    {
        var checkout = Checkout.Require();
        List<string> broken = [];
        foreach (string path in checkout.Files("", "*.md"))
        {
            foreach (string link in new MarkdownPage(checkout.Read(path)).Links.Where(link => !Absolute().IsMatch(link)))
            {
                string[] parts = link.Split('#');
                string target = parts[0].Length == 0 ? checkout[path] : Path.GetFullPath(Path.Combine(checkout[path], "..", parts[0]));
                bool leads = Path.Exists(target)
                    && (parts.Length == 1 || new MarkdownPage(File.ReadAllText(target)).Anchors.Contains(parts[1]));
                if (!leads)
                {
                    broken.Add($"{path}: {link}");
                }
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Paths_in_code_spans_exist()
    {
        var checkout = Checkout.Require();
        IEnumerable<string> missing =
            from path in checkout.Files("", "*.md")
            from span in new MarkdownPage(checkout.Read(path)).CodeSpans
            where TopFolders.Contains(span.Split('/')[0]) && PlainPath().IsMatch(span) && !Path.Exists(checkout[span])
            select $"{path}: {span}";
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("docs/README.md", "docs")]
    [InlineData("docs/decisions/README.md", "docs/decisions")]
    public void An_index_links_to_every_page_of_its_folder(string index, string folder)
    {
        var checkout = Checkout.Require();
        var pages = Directory.EnumerateFiles(checkout[folder], "*.md").Select(Path.GetFileName).Where(name => name != "README.md").ToList();
        IEnumerable<string> linked = new MarkdownPage(checkout.Read(index)).Links.Select(link => link.Split('#')[0]);
        Assert.NotEmpty(pages);
        Assert.Empty(pages.Except(linked));
    }

    [Fact]
    public void Messages_on_the_troubleshooting_page_are_messages_of_the_product()
    {
        var checkout = Checkout.Require();
        string source = string.Join('\n', checkout.Files("src", "*.cs").Select(checkout.Read));
        source = NameOf().Replace(Concatenation().Replace(source, ""), "$1");
        string[] messages =
        [
            .. new MarkdownPage(checkout.Read("docs/troubleshooting.md")).FirstColumn("| message | cause | remedy |").SelectMany(MarkdownPage.SpansOf),
        ];
        IEnumerable<string> unknown =
            from message in messages
            from piece in message.Split('…', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            where !source.Contains(piece, StringComparison.Ordinal) && !IsExceptionName(piece)
            select message;
        Assert.NotEmpty(messages);
        Assert.Empty(unknown);
    }

    private static bool IsExceptionName(string text) => text.EndsWith("Exception", StringComparison.Ordinal);

    [GeneratedRegex("^([a-z]+:|//)")]
    private static partial Regex Absolute();

    [GeneratedRegex(@"^[\w./-]+$")]
    private static partial Regex PlainPath();

    // Two parts of one message on two lines.
    [GeneratedRegex(@"""\s*\+\s*\$?""")]
    private static partial Regex Concatenation();

    [GeneratedRegex(@"\{nameof\((?:\w+\.)*(\w+)\)\}")]
    private static partial Regex NameOf();
}
