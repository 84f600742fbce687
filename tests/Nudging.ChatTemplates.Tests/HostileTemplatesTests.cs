using System.Text;
using Nudging.ChatTemplates;
using Nudging.TestSupport;

namespace Nudging.ChatTemplates.Tests;

/// <summary>Whatever a template tries, it ends soon: with a text of bounded length or with a <see cref="ChatTemplateException"/>.</summary>
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
    public void It_ends_with_a_bounded_text_or_the_documented_error(string template) => AssertHarmless(template);

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
    public void Depth_is_limited(string before, string open, string inner, string close, string after)
    {
        foreach (int depth in (int[])[100, 1000, 20_000])
        {
            string template = new StringBuilder(before).Insert(before.Length, open, depth).Append(inner).ToString();
            AssertHarmless(new StringBuilder(template).Insert(template.Length, close, depth).Append(after).ToString());
        }
    }

    [Fact]
    public void Random_texts_are_harmless()
    {
        string[] pieces =
        [
            "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "if", "else", "elif", "endif", "for", "in", "endfor", "set", "endset", "macro", "endmacro", "call",
            "endcall", "filter", "raw", "endraw", "(", ")", "[", "]", "{", "}", "x", "y", "loop", "caller", "1", "0", "2.5", "'a'", "\"b\"", "'", "\\", "|", "~", "*",
            "**", "/", "//", "%", "=", "==", "<", ">", "!=", ".", ",", ":", "and", "or", "not", "is", "none", "true", "upper", "list", "range", "namespace", "join",
            "\n", " ", " ", " ", "é", "😀", "\uD800", "\0", "recursive", "break", "with", "block", "lower", "sort", "tojson", "length", "format", "split",
        ];
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            AssertHarmless(string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => pieces[random.Next(pieces.Length)] + (random.Next(3) == 0 ? " " : ""))));
            AssertHarmless("{{ " + string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => pieces[random.Next(27, pieces.Length)] + " ")) + "}}");
        }
    }

    [Fact]
    public void Recorded_templates_with_random_changes_are_harmless()
    {
        string folder = Path.GetDirectoryName(SharedData.Require("chat-templates", "cases.jsonl"))!;
        var random = new Random(2);
        foreach (string template in Directory.GetFiles(folder, "*.jinja").Select(File.ReadAllText))
        {
            for (int i = 0; i < 20; i++)
            {
                char[] changed = template.ToCharArray();
                for (int changes = random.Next(1, 5); changes > 0; changes--)
                {
                    changed[random.Next(changed.Length)] = changed[random.Next(changed.Length)];
                }

                AssertHarmless(new(changed));
            }
        }
    }

    [Fact]
    public void A_long_template_is_refused() =>
        Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(new string('x', TemplateLimits.TemplateLength + 1)));

    private static void AssertHarmless(string template)
    {
        object[] messages = [new Dictionary<string, object?> { ["role"] = "user", ["content"] = "hi" }, new Dictionary<string, object?> { ["role"] = "assistant", ["content"] = null }];
        try
        {
            string text = ChatTemplate.Parse(template).Render(new Dictionary<string, object?> { ["messages"] = messages, ["x"] = "Abc", ["y"] = messages, ["tools"] = null });
            Assert.InRange(text.Length, 0, TemplateLimits.TextLength);
        }
        catch (ChatTemplateException)
        {
        }
    }
}
