using System.Text.RegularExpressions;

namespace Repository.Tests;

/// <summary>A Markdown file: its headings, links, code spans and code blocks.</summary>
internal sealed partial class MarkdownPage
{
    private readonly string _prose;

    public MarkdownPage(string text)
    {
        CodeBlocks = [.. Fence().Matches(text).Select(match => match.Groups["body"].Value)];
        CSharpBlocks = [.. Fence().Matches(text).Where(match => match.Groups["language"].Value == "csharp").Select(match => match.Groups["body"].Value)];
        _prose = Fence().Replace(text, "");
    }

    public IReadOnlyList<string> CodeBlocks { get; }

    /// <summary>Gets the code blocks whose language is C#.</summary>
    public IReadOnlyList<string> CSharpBlocks { get; }

    /// <summary>Gets the targets of all links.</summary>
    public IEnumerable<string> Links => Link().Matches(CodeSpan().Replace(_prose, "")).Select(match => match.Groups["target"].Value);

    /// <summary>Gets the texts of all code spans.</summary>
    public IEnumerable<string> CodeSpans => SpansOf(_prose);

    /// <summary>Gets the anchors of all headings, as GitHub makes them.</summary>
    public IEnumerable<string> Anchors => Heading().Matches(_prose).Select(match => AnchorOf(match.Groups["title"].Value));

    /// <summary>Gets the cells of the first column of each table with a header.</summary>
    /// <param name="header">The header's first line, such as <c>| message | cause |</c>.</param>
    public IEnumerable<string> FirstColumn(string header) =>
        from table in _prose.Split("\n\n")
        let lines = table.Trim().Split('\n')
        where lines[0].Trim() == header
        from line in lines.Skip(2)
        select line.Split('|')[1].Trim();

    public static IEnumerable<string> SpansOf(string prose) => CodeSpan().Matches(prose).Select(match => match.Groups["code"].Value);

    private static string AnchorOf(string title) =>
        NotInAnchors().Replace(LinkText().Replace(title, "$1").Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"^```(?<language>.*)\n(?<body>(?:.*\n)*?)```[ ]*$", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex(@"(?<!`)`(?<code>[^`\n]+)`(?!`)")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^#{1,6} (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\p{M} _-]")]
    private static partial Regex NotInAnchors();
}
