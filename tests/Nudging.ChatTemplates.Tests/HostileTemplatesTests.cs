using System.Text;
using System.Text.Json;
using Nudging.ChatTemplates;
using Nudging.TestSupport;

namespace Nudging.ChatTemplates.Tests;

/// <summary>Rendering a hostile template gives a text of bounded length or throws a <see cref="ChatTemplateException"/>.</summary>
public sealed class HostileTemplatesTests
{
    public static TheoryData<string> Templates =>
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{% if true %}{% for x in [1] %}{{ f() }}{% endfor %}{% endif %}{% endmacro %}{{ f() }}",
        "{% macro f() %}{% call f() %}{% endcall %}{{ caller }}{% endmacro %}{{ f() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}{{ n.x|length }}",
        "{% set n = namespace(x='x', l=[]) %}{% for i in range(99999) %}{% set n.x = n.x ~ 'yyyyyyyyyyyyyyyyyyyy' %}{% set n.l = n.l + [n.x] %}{% endfor %}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x|tojson }}",
        "{% set n = namespace(x=[1], y=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}",
        "{% set n = namespace(x=(1,)) %}{% for i in range(99) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ {n.x: 1} }}",
        "{% set n = namespace(x=[]) %}{% for i in range(99999) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x }}",
        "{% set n = namespace(x=[]) %}{% for i in range(99999) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x|tojson }}",
        "{% set n = namespace(x=[], y=[]) %}{% for i in range(99999) %}{% set n.x = [n.x] %}{% set n.y = [n.y] %}{% endfor %}{{ n.x == n.y }}",
        "{% set n = namespace(x=()) %}{% for i in range(99999) %}{% set n.x = (n.x,) %}{% endfor %}{{ n.x in {n.x: 1} }}",
        "{% set n = namespace() %}{% set n.n = n %}{{ n }}",
        "{% set n = namespace() %}{% set n.n = [n] %}{{ n.n|string }}{{ n.n == n.n }}",
        "{{ 'x' * 999999999999 }}",
        "{{ [1] * 999999999 }}",
        "{{ ('x' * 4000000) * 4000000 }}",
        "{{ range(999999999) }}",
        "{{ range(-9223372036854775808, 9223372036854775807, 99999999999999999)|list }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ 9 ** 999999999 }}",
        "{{ 2.0 ** 99999 }}",
        "{% set n = namespace(x=9) %}{% for i in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}{{ n.x }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '%*d' % (999999999, 1) }}",
        "{{ '%.999999999f' % 1.5 }}",
        "{{ '%.999999999d' % 1 }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{{ '{:.999999999f}'.format(1.5) }}",
        "{{ '{:{:{}}}'.format(1, 2, 3) }}",
        "{{ 'x'|center(999999999) }}",
        "{{ 'x'.ljust(999999999) }}",
        "{{ 'x'.zfill(999999999) }}",
        "{{ '\\t'.expandtabs(999999999) }}",
        "{{ 'a\\nb'|indent(999999999) }}",
        "{{ ('a\\n' * 100000)|indent('x' * 100000) }}",
        "{{ [[[1]]]|tojson(indent=999999999) }}",
        "{{ ('a' * 100000)|replace('a', 'b' * 100000) }}",
        "{{ ('a' * 100000).replace('', 'b' * 100000) }}",
        "{{ ([''] * 100000)|join('x' * 100000) }}",
        "{{ [1]|batch(999999999, 'x')|list }}",
        "{{ [1]|slice(999999999)|list }}",
        "{{ [1.5]|map('round', 999999999)|list }}",
        "{{ 1.5|round(-999999999) }}",
        "{{ ([[1]] * 9999)|sum(start=[])|length }}{{ ([[1] * 9999] * 9999)|sum(start=[]) }}",
        "{{ ('é😀' * 100000)[::-1] * 100 }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ raise_exception.__globals__ }}{{ messages.__init__.x }}",
        "{{ ('a ' * 999999).split()|length }}{{ ('a ' * 999999).rsplit()|length }}",
        "{{ ('a' * 999999 + 'c').strip('b' * 999999 + 'a') }}",
        "{{ ('a' * 999999 + 'b') in ('a' * 3999999) }}",
        "{{ ('a' * 3999999).replace('a' * 999999 + 'b', '') }}",
        "{% set s = 'a' * 3999999 %}{% for i in range(99999) %}{% if s.isalpha() and s|length and s is lower and s[1] and s in {s: 1} and {s: 1}[s] and s == s ~ '' %}{% endif %}{% endfor %}",
        "{% set s = 'a' * 3999999 %}{% for i in range(99999) %}{{ {}.get(s) }}{% endfor %}",
        "{{ ('x' * 3999999)|list|map('upper')|list|length }}",
        "{{ f(**[1]) }}{{ range(*[1, 2, 3, 4]) }}",
    ];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Rendering_a_hostile_template_gives_a_bounded_text_or_throws_ChatTemplateException(string template) => RendersWithinLimits(template);

    [Theory]
    [InlineData("{{ ", "(", "1", ")", " }}")]
    [InlineData("{{ ", "[", "1", "]", " }}")]
    [InlineData("{{ ", "{1: ", "1", "}", " }}")]
    [InlineData("{{ ", "-", "1", "", " }}")]
    [InlineData("{{ ", "not ", "1", "", " }}")]
    [InlineData("{{ ", "1 if 1 else ", "1", "", " }}")]
    [InlineData("{{ 1", " + 1", "", "", " }}")]
    [InlineData("{{ 1", " ** 1", "", "", " }}")]
    [InlineData("{{ 'x'", "|upper", "", "", " }}")]
    [InlineData("{{ 'x'", "[0]", "", "", " }}")]
    [InlineData("{% set n = namespace() %}{% set n.n = n %}{{ n", ".n", "", "", " is defined }}")]
    [InlineData("{{ 'x'", ".upper()", "", "", " }}")]
    [InlineData("{{ 1", " or 1", "", "", " }}")]
    [InlineData("{{ 0", " or 0", "", "", " }}")]
    [InlineData("{{ 1", " < 1", "", "", " }}")]
    [InlineData("{{ 1", " if 1", "", "", " }}")]
    [InlineData("{{ 1", " is true or 1", "", "", " }}")]
    [InlineData("{% set x = 1", ", 1", "", "", " %}")]
    [InlineData("", "{% if true %}", "x", "{% endif %}", "")]
    [InlineData("", "{% for x in [1] %}", "x", "{% endfor %}", "")]
    [InlineData("", "{% set x %}", "x", "{% endset %}", "")]
    [InlineData("", "{% macro f() %}", "x", "{% endmacro %}", "")]
    [InlineData("{% if 1 %}", "{% elif 1 %}", "", "", "{% endif %}")]
    [InlineData("{% set ", "(", "a", ")", " = 1 %}")]
    public void Nesting_100_deep_renders_and_nesting_20000_deep_renders_or_throws_ChatTemplateException(string before, string open, string inner, string close, string after)
    {
        Assert.True(RendersWithinLimits(Nested(100)));
        RendersWithinLimits(Nested(1000));
        RendersWithinLimits(Nested(20_000));

        string Nested(int depth) => $"{before}{Repeat(open, depth)}{inner}{Repeat(close, depth)}{after}";

        static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
    }

    [Fact]
    public void Random_templates_render_or_throw_ChatTemplateException()
    {
        string[] pieces =
        [
            "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "if", "else", "elif", "endif", "for", "in", "endfor", "set", "endset", "macro", "endmacro", "call",
            "endcall", "filter", "raw", "endraw", "(", ")", "[", "]", "{", "}", "x", "y", "loop", "caller", "1", "0", "2.5", "'a'", "\"b\"", "'", "\\", "|", "~", "*",
            "**", "/", "//", "%", "=", "==", "<", ">", "!=", ".", ",", ":", "and", "or", "not", "is", "none", "true", "upper", "list", "range", "namespace", "join",
            "\n", " ", " ", " ", "é", "😀", "\uD800", "\0", "recursive", "break", "with", "block", "lower", "sort", "tojson", "length", "format", "split",
        ];
        var random = new Random(1);
        int expressions = 0;
        int templates = 0;
        for (int i = 0; i < 20_000; i++)
        {
            templates += Count(string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => pieces[random.Next(pieces.Length)] + (random.Next(3) == 0 ? " " : ""))));
            expressions += Count("{{ " + string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => pieces[random.Next(27, pieces.Length)] + " ")) + "}}");
        }

        AssertShare(templates, 20_000, measured: 66.2);
        AssertShare(expressions, 20_000, measured: 9.4);

        static int Count(string template) => RendersWithinLimits(template) ? 1 : 0;
    }

    [Fact]
    public void Fixture_templates_with_random_changes_render_or_throw_ChatTemplateException()
    {
        var cases = Fixture.Cases.Where(recorded => recorded.TryGetProperty("expected", out _)).DistinctBy(recorded => recorded.GetProperty("template").GetString());

        (int rendered, int count) = RenderChanged(cases.Select(recorded => (Fixture.Templates[recorded.GetProperty("template").GetString()!], Fixture.Variables(recorded))), 100);

        AssertShare(rendered, count, measured: 13.6);
    }

    [Fact]
    public void Published_templates_with_random_changes_render_or_throw_ChatTemplateException()
    {
        string path = SharedData.Require("chat-templates", "cases.jsonl");
        var cases = File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(recorded => recorded.TryGetProperty("expected", out _))
            .DistinctBy(recorded => recorded.GetProperty("template").GetString());

        (int rendered, int count) = RenderChanged(
            cases.Select(recorded => (File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, $"{recorded.GetProperty("template")}.jinja")), RecordedTemplatesTests.Variables(recorded))), 20);

        AssertShare(rendered, count, measured: 23.5);
    }

    // Renders templates with random changes; every template renders unchanged.
    private static (int Rendered, int Count) RenderChanged(IEnumerable<(string Template, Dictionary<string, object?> Variables)> templates, int variants)
    {
        var random = new Random(2);
        int rendered = 0;
        int count = 0;
        foreach ((string template, Dictionary<string, object?> variables) in templates)
        {
            Assert.True(RendersWithinLimits(template, variables));
            for (int i = 0; i < variants; i++, count++)
            {
                rendered += RendersWithinLimits(Changed(template, random), variables) ? 1 : 0;
            }
        }

        return (rendered, count);
    }

    // Replaces a character, removes a part, or copies a part to another place, once to three times.
    private static string Changed(string template, Random random)
    {
        var changed = new StringBuilder(template);
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(changed.Length);
            int from = random.Next(changed.Length);
            int length = random.Next(1, Math.Min(20, changed.Length - from) + 1);
            switch (random.Next(3))
            {
                case 0:
                    changed[at] = changed[from];
                    break;
                case 1:
                    changed.Remove(from, length);
                    break;
                default:
                    changed.Insert(at, changed.ToString(from, length));
                    break;
            }
        }

        return changed.ToString();
    }

    // A share in percent. The share shows that the changes reach the interpreter, not only the parser. The seed is fixed, so the
    // share changes only with the interpreter or the templates.
    private static void AssertShare(int rendered, int count, double measured) =>
        Assert.InRange(100.0 * rendered / count, measured - 1, measured + 1);

    [Fact]
    public void Parsing_a_template_longer_than_the_limit_throws() =>
        Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(new string('x', TemplateLimits.TemplateLength + 1)));

    // Any exception other than ChatTemplateException fails the test; the step limit of the interpreter bounds the work.
    private static bool RendersWithinLimits(string template, Dictionary<string, object?>? variables = null)
    {
        object[] messages = [new Dictionary<string, object?> { ["role"] = "user", ["content"] = "hi" }, new Dictionary<string, object?> { ["role"] = "assistant", ["content"] = null }];
        variables ??= new() { ["messages"] = messages, ["x"] = "Abc", ["y"] = messages, ["tools"] = null };
        try
        {
            Assert.InRange(ChatTemplate.Parse(template).Render(variables, FrozenClock.Recorded).Length, 0, TemplateLimits.TextLength);
            return true;
        }
        catch (ChatTemplateException)
        {
            return false;
        }
    }
}
