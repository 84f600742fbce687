using System.Text.RegularExpressions;

namespace Repository.Tests;

public sealed partial class ArchitectureTests
{
    [Fact]
    public void The_architecture_page_names_exactly_the_folders_of_src()
    {
        var checkout = Checkout.Require();
        var page = new MarkdownPage(checkout.Read("docs/architecture.md"));
        string tree = Assert.Single(page.CodeBlocks, block => block.StartsWith("src/", StringComparison.Ordinal));
        Assert.Equal(checkout.Folders("src").Order(StringComparer.Ordinal), Paths(tree).Where(path => path.StartsWith("src/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_in_the_table_of_costs_exist()
    {
        var checkout = Checkout.Require();
        string page = checkout.Read("docs/architecture.md");
        string table = page[page.IndexOf("## What a change costs", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("\n## ", StringComparison.Ordinal)];
        string[] named = [.. MarkdownPage.SpansOf(table).Where(span => span.EndsWith(".cs", StringComparison.Ordinal))];
        var files = checkout.Files("src", "*.cs").Select(path => Path.GetFileName(path)).ToHashSet();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(files));
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        var checkout = Checkout.Require();
        var listed = ProjectPath().Matches(checkout.Read("SemanticKernel.Connectors.Nudging.slnx")).Select(match => match.Groups[1].Value);
        Assert.Equal(checkout.Files("", "*.csproj").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_third_party_notices_name_every_package()
    {
        var checkout = Checkout.Require();
        string notices = checkout.Read("THIRD-PARTY-NOTICES.md");
        var named = TableRow().Matches(notices).SelectMany(match => match.Groups[1].Value.Split(", "));
        string[] packages = [.. PackageId().Matches(checkout.Read("Directory.Packages.props")).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(packages);
        Assert.Empty(packages.Except(named));
    }

    [Fact]
    public void No_file_names_a_folder_of_one_machine()
    {
        var checkout = Checkout.Require();
        IEnumerable<string> found =
            from path in checkout.Files("", "*")
            where Path.GetExtension(path) is not (".onnx" or ".data" or ".png" or ".git")
            from match in MachinePath().Matches(checkout.Read(path))
            select $"{path}: {match.Value}";
        Assert.Empty(found);
    }

    // Two spaces of indentation are one level.
    private static IEnumerable<string> Paths(string tree)
    {
        List<string> levels = [];
        foreach (Match line in FolderLine().Matches(tree))
        {
            int level = line.Groups["indent"].Length / 2;
            levels.RemoveRange(level, levels.Count - level);
            levels.Add(line.Groups["name"].Value);
            yield return string.Join('/', levels);
        }
    }

    [GeneratedRegex(@"^(?<indent>(?:  )*)(?<name>[\w./]+)/(?:[ ]|$)", RegexOptions.Multiline)]
    private static partial Regex FolderLine();

    [GeneratedRegex("<Project Path=\"([^\"]+)\"")]
    private static partial Regex ProjectPath();

    [GeneratedRegex("<PackageVersion Include=\"([^\"]+)\"")]
    private static partial Regex PackageId();

    [GeneratedRegex(@"^\| ([\w., ]+?) \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"(?<![\w.})~/-])(?:/(?:root|home|Users|work|tmp|mnt|opt|var)/|[A-Za-z]:\\(?:Users|work)\\)\S*")]
    private static partial Regex MachinePath();
}
