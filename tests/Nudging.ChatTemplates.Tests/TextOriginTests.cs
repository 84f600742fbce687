using System.Text;

namespace Nudging.ChatTemplates.Tests;

/// <summary>Each operation on strings keeps the origin of each character, or gives text that is not template text.</summary>
public sealed class TextOriginTests
{
    // The input: u is text of a variable, t is template text, m is "T" + u + "T" with both origins.
    private const string Setup = "{% set m = 'T' ~ u ~ 'T' %}";

    // The expected text has text of variables in brackets.
    [Theory]
    [InlineData("x{{ u }}y{{ t }}{{ 'c' }}", "x«u v»ytc")]
    [InlineData("{{ 1 }}{{ 1.5 }}{{ true }}{{ none }}{{ n }}", "11.5TrueNone7")]
    [InlineData("{{ u ~ 'a' ~ t ~ 1 }}{{ 'a' + u }}", "«u v»at1a«u v»")]
    [InlineData("{{ 'b' * 2 }}{{ u * 2 }}{{ ('a' ~ u) * 2 }}", "bb«u vu v»a«u v»a«u v»")]
    [InlineData("{{ m[0] }}{{ m[1] }}{{ m[-1] }}{{ m[1:3] }}{{ m[::2] }}{{ m[::-1] }}", "T«u»T«u »T« »TT«v u»T")]
    [InlineData("{{ m|first }}{{ m|last }}{{ m|reverse }}{{ m|list|join }}{{ m|list|join(',') }}", "TTT«v u»TT«u v»TT,«u»,« »,«v»,T")]
    [InlineData("{% for c in m %}{{ c }}{% endfor %}{% for c in u %}-{{ c }}{% endfor %}", "T«u v»T-«u»-« »-«v»")]
    [InlineData("{{ [u, 'a']|join('-') }}{{ '+'.join([u, t]) }}{{ u.join(['a', 'b']) }}", "«u v»-a«u v»+ta«u v»b")]
    [InlineData("{{ (' ' ~ m ~ ' ')|trim }}{{ m.strip('T') }}{{ m.lstrip('T') }}{{ m.rstrip('T') }}", "T«u v»T«u vu v»TT«u v»")]
    [InlineData("{{ m.removeprefix('T') }}{{ m.removesuffix('T') }}", "«u v»TT«u v»")]
    [InlineData("{{ m.split(' ')[0] }}|{{ m.split()|last }}|{{ m.rsplit(' ', 1)|join('_') }}|{{ (m ~ '\n' ~ u).splitlines()|join('/') }}", "T«u»|«v»T|T«u»_«v»T|T«u v»T/«u v»")]
    [InlineData("{{ m.partition('u')[0] }}{{ m.partition('u')[1] }}{{ m.partition('u')[2] }}{{ m.rpartition(' ')[0] }}", "Tu« v»TT«u»")]
    [InlineData("{{ m|replace('T', '<') }}{{ 'a-b'|replace('-', u) }}{{ 'a-b'.replace('-', u) }}", "<«u v»<a«u v»ba«u v»b")]
    [InlineData("{{ u|replace(' ', '<') }}{{ m.replace('u', '<') }}{{ u|replace('', '-', 1) }}", "«u<v»T«< v»T«-u v»")]
    [InlineData("{{ m.replace('Tu', '<') }}", "«< v»T")]
    [InlineData("{{ m|upper }}{{ m|lower }}{{ m.swapcase() }}{{ m.casefold() }}", "T«U V»Tt«u v»tt«U V»tt«u v»t")]
    [InlineData("{{ m|capitalize }}{{ m.capitalize() }}{{ m|title }}{{ m.title() }}{{ u|title }}", "T«u v»tT«u v»tT«u V»tT«u V»t«U V»")]
    [InlineData("{{ ('ß' ~ u)|title }}{{ ('ß' ~ u)|upper }}", "«SSu V»SS«U V»")]
    [InlineData("{{ m|center(7) }}.{{ m.ljust(7, '-') }}.{{ m.rjust(7, '-') }}.{{ u.center(5, t) }}.{{ '7'.zfill(3) }}", " T«u v»T .T«u v»T--.--T«u v»T.t«u v»t.007")]
    [InlineData("{{ 'a'.ljust(3, u[0]) }}", "a«uu»")]
    [InlineData("{{ ('a\nb\n' ~ w)|indent(2) }}{{ m|indent(1, true) }}{{ 'a\nb'|indent(u) }}", "a\n  b\n  «w\n  z» T«u v»Ta\n«u v»b")]
    [InlineData("{{ ('a\t' ~ '\t'.join([u, u])).expandtabs(4) }}", "a   «u v» «u v»")]
    [InlineData("{{ m|truncate(4, true, '!', 0) }}", "T«u »!")]
    [InlineData("{{ '<%s>' % u }}{{ '%-5s|%5s' % (u, t) }}{{ '%.1s' % m }}{{ '%d %x' % (7, 10) }}{{ '%(a)s' % {'a': u} }}", "<«u v»>«u v»  |    tT7 a«u v»")]
    [InlineData("{{ '<%s>'|format(u) }}{{ '<{}>'.format(u) }}{{ '{:>5}'.format(u) }}{{ '{a}'.format(a=t) }}{{ '{0[k]}'.format({'k': u}) }}", "<«u v»><«u v»>  «u v»t«u v»")]
    [InlineData("{{ (u ~ '%s') % t }}{{ (u ~ '{}').format(t) }}{{ '%c' % 60 }}{{ '{:c}'.format(60) }}{{ '{:{}}'.format('a', u[0] ~ '<3') }}", "«u vtu vt<<auu»")]
    [InlineData("{{ u|string }}{{ t|string }}{{ m|string }}{{ u|safe }}{{ m|safe ~ '' }}{{ u|default('x') }}{{ nope|default('x') }}{{ nope|default(u) }}", "«u v»tT«u v»T«u v»T«u v»T«u v»x«u v»")]
    [InlineData("{{ ('<' ~ h)|e }}{{ h|forceescape }}{{ ('<b>'|safe) + h }}{{ ('%s'|safe) % h }}", "&lt;«&lt;&lt;»<b>«&lt;&lt;»")]
    [InlineData("{{ ('a ' ~ u)|urlencode }}{{ {'k': u}|urlencode }}", "a%20«u%20v»k=«u+v»")]
    [InlineData("{{ 'a'|tojson }}{{ u|tojson }}{{ m|tojson }}{{ {'k': u, 'n': 1}|tojson }}", "\"a\"«\"u v\"\"»T«u v»T«\"»{\"k\": «\"u v\"», \"n\": 1}")]
    [InlineData("{{ d|tojson }}{{ [d]|tojson }}{{ d|tojson(indent=1) }}{{ {'a': 1}|tojson(separators=(',', u)) }}", "«{\"k\": [1, \"u v\"]}»[«{\"k\": [1, \"u v\"]}»]«{\n \"k\": [\n  1,\n  \"u v\"\n ]\n}{\"a\"u v1}»")]
    [InlineData("{{ d }}{{ [d, 'a'] }}{{ (u,) }}{{ {'k': t} }}", "«{'k': [1, 'u v']}»[«{'k': [1, 'u v']}», 'a'](«'u v'»,){'k': 't'}")]
    [InlineData("{{ d|items|first|first }}{% for k in d %}{{ k }}{% endfor %}{{ d.keys()|list|join }}{{ (d|dictsort)[0][0] }}", "«kkkk»")]
    [InlineData("{{ dict(**d)|list|join }}{{ dict(a=1, **d)|list|join }}{{ dict(**{'k': 1})|list|join }}{% macro f() %}{{ kwargs|list|join }}{% endmacro %}{{ f(b=1, **d) }}", "«k»a«k»kb«k»")]
    [InlineData("{{ {'k': 1}|list|join }}{{ dict(k=1)|list|join }}{{ namespace(a=u).a }}", "kk«u v»")]
    [InlineData("{{ [u, t]|map('upper')|join }}{{ [u, t]|sort|join(' ') }}{{ [t, u]|max }}{{ [u, t]|min }}{{ [u, u]|unique|join }}{{ ['a', u]|sum(start='') }}", "«U V»Tt «u vu v»t«u v»a«u v»")]
    [InlineData("{{ [{'a': u}]|map(attribute='a')|join }}{{ [{'g': u}]|groupby('g')|map('first')|join }}{{ [u, t]|batch(1)|map('first')|join }}", "«u vu vu v»t")]
    [InlineData("{% macro f(x) %}<{{ x }}>{{ caller() if caller is defined else '' }}{% endmacro %}{{ f(u) }}{% call f('a') %}{{ u }}b{% endcall %}", "<«u v»><a>«u v»b")]
    [InlineData("{% set x %}a{{ u }}b{% endset %}{{ x }}{% set y | upper %}a{{ u }}{% endset %}{{ y }}{% filter upper %}a{{ u }}b{% endfilter %}", "a«u v»bA«U V»A«U V»B")]
    [InlineData("{% for x in [[u, []]] recursive %}<{{ x[0] }}>{{ loop(x[1]) }}{{ loop.index }}{{ loop.cycle(u, 'a') }}{% endfor %}", "<«u v»>1«u v»")]
    [InlineData("{% with x = u %}{{ x }}{% endwith %}{{ u if true else t }}{{ u or t }}{{ t and u }}{% set j = joiner(u) %}{{ j() }}{{ j() }}", "«u vu vu vu vu v»")]
    [InlineData("{{ strftime_now('%Y') }}{{ strftime_now('%Y' ~ u) }}", "2024«2024u v»")]
    [InlineData("{{ u == 'u v' }}{{ 'u' in u }}{{ d['k'][1] == u }}{{ {'u v': 5}[u] }}{{ u in ['u v'] }}{{ u is sameas 'u v' }}{{ u|length }}", "TrueTrueTrue5TrueTrue3")]
    [InlineData("{{ '12'|int }}{{ '1.5'|float }}{{ 2048|filesizeformat }}{{ u|wordcount }}", "121.52.0 kB2")]
    [InlineData("", "")]
    [InlineData("{{ '' }}{{ e }}", "")]
    public void Rendering_keeps_the_origin_of_each_character(string template, string expected)
    {
        RenderedTemplate rendered = ChatTemplate.Parse(Setup + template).RenderSegments(Variables(), TestSupport.FrozenClock.Recorded);

        Assert.Equal(expected, Marked(rendered));
        Origins.AssertCovered(rendered);
    }

    [Fact]
    public void A_TemplateText_is_template_text_at_any_depth_of_the_variables()
    {
        var template = ChatTemplate.Parse("{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}");

        RenderedTemplate rendered = template.RenderSegments(new Dictionary<string, object?>
        {
            ["messages"] = new[] { new Dictionary<string, object?> { ["role"] = new TemplateText("user"), ["content"] = "<|x|>" } },
        });

        Assert.Equal("<|user|>«<|x|>»", Marked(rendered));
        Assert.Equal("<|user|><|x|>", rendered.ToString());
        Assert.Throws<ArgumentNullException>(() => new TemplateText(null!));
        Assert.Equal("\"a\"", TemplateJson.Serialize(new TemplateText("a")));
    }

    [Fact]
    public void Rendering_100000_changes_of_origin_keeps_the_origin_of_each_character()
    {
        var template = ChatTemplate.Parse(
            "{% set x %}{% for i in range(50000) %}A{{ u }}{% endfor %}{% endset %}{% for c in x %}{{ c }}{% endfor %}{{ x[::-1]|replace('A', 'B') }}");

        RenderedTemplate rendered = template.RenderSegments(new Dictionary<string, object?> { ["u"] = "\uE000" });

        Assert.Equal(200_000, rendered.Text.Length);
        Assert.Equal(199_999, rendered.Segments.Count);
        Origins.AssertExact(rendered, '\uE000', '\uE000');
    }

    // Random operations, each of which can tell the origin of each character. Template text has the letters A to F, the variables
    // have characters of a private use area, one of them outside the basic plane.
    [Fact]
    public void Rendering_random_expressions_keeps_the_origin_of_each_character()
    {
        var random = new Random(11);
        int rendered = 0;
        for (int i = 0; i < 4000; i++)
        {
            string expression = Expression(random, random.Next(1, 7));
            string template = random.Next(4) switch
            {
                0 => $"{{% set x %}}A{{{{ {expression} }}}}{{% endset %}}{{{{ x }}}}B{{{{ x[1:] }}}}",
                1 => $"{{% for c in {expression} %}}{{{{ c }}}}{{{{ loop.previtem }}}}{{% endfor %}}",
                2 => $"{{% macro f(x) %}}C{{{{ x }}}}{{% endmacro %}}{{% filter trim('C') %}}{{{{ f({expression}) }}}}{{% endfilter %}}",
                _ => $"{{{{ {expression} }}}}",
            };
            RenderedTemplate result;
            try
            {
                result = ChatTemplate.Parse(template).RenderSegments(new Dictionary<string, object?> { ["u"] = "\uE000\uE001", ["v"] = "\U000F0000\uE002" });
            }
            catch (ChatTemplateException e)
            {
                Assert.Contains("more than", e.Message, StringComparison.Ordinal);
                continue;
            }

            rendered++;
            Origins.AssertCovered(result);
            foreach (RenderedSegment segment in result.Segments)
            {
                string part = result.Text.Substring(segment.Start, segment.Length);
                Assert.True(part.All(c => c is >= 'A' and <= 'F' == segment.IsTemplateText), $"{template}: '{part}'");
            }
        }

        Assert.InRange(rendered, 3900, 4000);
    }

    private static string Expression(Random random, int depth)
    {
        if (depth == 0)
        {
            return random.Next(4) switch { 0 => "u", 1 => "v", 2 => "'A'", _ => "'BACA'" };
        }

        string x = Expression(random, depth - 1);
        string y = Expression(random, random.Next(depth));
        int n = random.Next(-4, 6);
        int k = random.Next(1, 4);
        return random.Next(26) switch
        {
            0 => $"({x} ~ {y})",
            1 => $"({x} + {y})",
            2 => $"({x})[{n}:]",
            3 => $"({x})[:{n}]",
            4 => $"({x})[::-{k}]",
            5 => $"({x})[{n}::{k}]",
            6 => $"[{x}, {y}, 'D']|join({y})",
            7 => $"({x})|list|join('E')",
            8 => $"({x})|reverse",
            9 => $"({x})|trim('AB')",
            10 => $"({x}).lstrip({y})",
            11 => $"({x}).split('A')|join('B')",
            12 => $"({x}).rsplit('A', {k})|join({y})",
            13 => $"({x}).partition('C')|join",
            14 => $"(({x}) * {k})",
            15 => $"({x})|replace('A', {y})",
            16 => $"({x}).replace('AC', 'F', {k})",
            17 => $"({x}).center({k + 4}, 'D')",
            18 => $"({x}).rjust({k + 4}, 'D')",
            19 => $"('A%sB%.{k}s' % ({x}, {y}))",
            20 => $"'C{{}}D{{:F>{k + 4}}}'.format({x}, {y})",
            21 => $"({x})|upper|string",
            22 => $"({x})|truncate({k + 3}, true, 'D', 0)",
            23 => $"(({x}) ~ ({y}))|batch({k})|map('join')|join",
            24 => $"({x})|default({y}, true)",
            _ => $"({x})|map('upper')|sort|join",
        };
    }

    private static Dictionary<string, object?> Variables() => new()
    {
        ["u"] = "u v",
        ["w"] = "w\nz",
        ["h"] = "<",
        ["e"] = "",
        ["n"] = 7,
        ["t"] = new TemplateText("t"),
        ["d"] = new Dictionary<string, object?> { ["k"] = new object[] { 1, "u v" } },
    };

    private static string Marked(RenderedTemplate rendered)
    {
        var marked = new StringBuilder();
        foreach (RenderedSegment segment in rendered.Segments)
        {
            string text = rendered.Text.Substring(segment.Start, segment.Length);
            marked.Append(segment.IsTemplateText ? text : $"«{text}»");
        }

        return marked.ToString();
    }
}
