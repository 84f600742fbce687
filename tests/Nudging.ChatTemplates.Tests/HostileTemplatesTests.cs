using System.Text;
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
    [InlineData("{{ x", ".x", "", "", " }}")]
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
    public void Deep_nesting_renders_or_throws_ChatTemplateException(string before, string open, string inner, string close, string after)
    {
        foreach (int depth in (int[])[100, 1000, 20_000])
        {
            string template = new StringBuilder(before).Insert(before.Length, open, depth).Append(inner).ToString();
            RendersWithinLimits(new StringBuilder(template).Insert(template.Length, close, depth).Append(after).ToString());
        }
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
        int rendered = 0;
        for (int i = 0; i < 20_000; i++)
        {
            rendered += Count(string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => pieces[random.Next(pieces.Length)] + (random.Next(3) == 0 ? " " : ""))));
            rendered += Count("{{ " + string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => pieces[random.Next(27, pieces.Length)] + " ")) + "}}");
        }

        Assert.InRange(rendered, 400, 39_600);

        static int Count(string template) => RendersWithinLimits(template) ? 1 : 0;
    }

    [Fact]
    public void Fixture_templates_with_random_changes_render_or_fail_with_ChatTemplateException()
    {
        Dictionary<string, object?> variables = Fixture.Variables("call text object tool", hasTools: true);

        double share = RenderedShare(Fixture.Templates.OrderBy(template => template.Key, StringComparer.Ordinal).Select(template => template.Value), 50, variables);

        Assert.InRange(share, 0.1, 0.9);
    }

    [Fact]
    public void Recorded_templates_with_random_changes_render_or_fail_with_ChatTemplateException()
    {
        string folder = Path.GetDirectoryName(SharedData.Require("chat-templates", "cases.jsonl"))!;

        double share = RenderedShare(Directory.GetFiles(folder, "*.jinja").Order(StringComparer.Ordinal).Select(File.ReadAllText), 20, Fixture.Variables("user", hasTools: false));

        Assert.InRange(share, 0.1, 0.9);
    }

    // The share that renders shows that the changes reach the interpreter, not only the parser.
    private static double RenderedShare(IEnumerable<string> templates, int variants, Dictionary<string, object?> variables)
    {
        var random = new Random(2);
        int rendered = 0;
        int count = 0;
        foreach (string template in templates)
        {
            for (int i = 0; i < variants; i++, count++)
            {
                char[] changed = template.ToCharArray();
                for (int changes = random.Next(1, 5); changes > 0; changes--)
                {
                    changed[random.Next(changed.Length)] = changed[random.Next(changed.Length)];
                }

                rendered += RendersWithinLimits(new(changed), variables) ? 1 : 0;
            }
        }

        return (double)rendered / count;
    }

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
            Assert.InRange(ChatTemplate.Parse(template).Render(variables).Length, 0, TemplateLimits.TextLength);
            return true;
        }
        catch (ChatTemplateException)
        {
            return false;
        }
    }
}
