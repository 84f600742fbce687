using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using Microsoft.Extensions.AI;
using Nudging.Constraints;
using Nudging.Constraints.Json;

namespace Nudging.Tests.Constraints;

public class JsonFormatTests
{
    // Reads a string of a format with the .NET types; throws where a type cannot.
    private static readonly Dictionary<string, Action<string>> Readers = new()
    {
        ["date-time"] = text =>
        {
            _ = Read<DateTimeOffset>(text);
            _ = Read<DateTime>(text);
            _ = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        },
        ["date"] = text => _ = (Read<DateOnly>(text), DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ["time"] = text => _ = (Read<TimeOnly>(text), TimeOnly.Parse(text, CultureInfo.InvariantCulture)),
        ["duration"] = text => XmlConvert.ToTimeSpan(text),
        ["uuid"] = text => _ = (Read<Guid>(text), Guid.ParseExact(text, "D")),
        ["uri"] = text => _ = (Read<Uri>(text), new Uri(text, UriKind.Absolute)),
        ["email"] = text => Assert.Equal(text, new MailAddress(text).Address),
        ["ipv4"] = text => Assert.Equal(text, IPAddress.Parse(text).ToString()),
        ["ipv6"] = text => Assert.Equal(System.Net.Sockets.AddressFamily.InterNetworkV6, IPAddress.Parse(text).AddressFamily),
    };

    public static TheoryData<string> Formats => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Random_strings_of_a_format_are_read_by_the_types_of_NET(string format)
    {
        TextConstraint constraint = OfFormat(format);
        HashSet<string> written = [];
        for (int seed = 0; seed < 400; seed++)
        {
            string document = RandomWalk.Write(constraint, new Random(seed), 20 + (seed % 60));
            string text = JsonSerializer.Deserialize<string>(document)!;
            written.Add(text);
            try
            {
                Readers[format](text);
            }
            catch (Exception e) when (e is FormatException or JsonException or OverflowException)
            {
                Assert.Fail($"'{text}' is not a {format}: {e.Message}");
            }
        }

        Assert.True(written.Count > 200, $"{written.Count} different strings were written.");
    }

    [Fact]
    public void Exactly_the_dates_of_the_calendar_are_allowed()
    {
        var dates = JsonFormats.AutomatonOf("date");
        for (int year = 0; year <= 9999; year++)
        {
            int step = year is 1900 or 2000 or 2023 or 2024 ? 1 : 7;
            for (int month = year % step; month <= 13; month += step)
            {
                for (int day = 0; day <= 32; day += 1)
                {
                    AssertIsDate(year, month, day);
                }
            }

            AssertIsDate(year, 2, 28);
            AssertIsDate(year, 2, 29);
            AssertIsDate(year, 2, 30);
        }

        void AssertIsDate(int year, int month, int day)
        {
            bool exists = year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
            string text = string.Create(CultureInfo.InvariantCulture, $"{year:D4}-{month:D2}-{day:D2}");
            Assert.True(exists == dates.Accepts(text), text);
        }
    }

    [Fact]
    public void Times_at_the_ends_of_the_range_of_DateTimeOffset_are_read()
    {
        TextConstraint constraint = OfFormat("date-time");
        int allowed = 0;
        foreach (string date in (string[])["0001-01-01", "0001-01-02", "0001-12-31", "0002-01-01", "9998-12-31", "9999-01-01", "9999-12-31", "2024-02-29", "2023-02-29"])
        {
            foreach (string time in (string[])["00:00:00", "23:59:59.9999999", "12:30:60", "24:00:00", "12:00:00.12345678"])
            {
                foreach (string offset in (string[])["Z", "+14:00", "-14:00", "+14:01", "-13:59", "+00:00", "-00:00", ""])
                {
                    string text = $"{date}T{time}{offset}";
                    if (constraint.Allows(JsonSerializer.Serialize(text).Replace("\\u002B", "+", StringComparison.Ordinal)))
                    {
                        allowed++;
                        Readers["date-time"](text);
                    }
                }
            }
        }

        // Two times of day on eight dates: all offsets but +14:01 and none on three dates, and Z alone on five.
        Assert.Equal(2 * ((3 * 6) + 5), allowed);
    }

    [Theory]
    [InlineData("date-time", "2024-02-29T23:59:59.123+05:30", "2023-02-29T00:00:00Z", "2024-01-01T00:00:00", "2024-01-01 00:00:00Z", "2024-01-01T23:59:60Z", "24-01-01T00:00:00Z")]
    [InlineData("date", "2024-02-29", "2023-02-30", "2024-13-01", "0000-01-01", "2024-1-1", "2024-01-01T00:00:00Z")]
    [InlineData("time", "23:59:59.5", "24:00:00", "23:60:00", "23:59:60", "12:00", "12:00:00.")]
    [InlineData("duration", "P1Y2M3DT4H5M6S", "P", "PT", "P1S", "1D", "P1DT")]
    [InlineData("duration", "PT36H", "P1W", "PT1H1S", "P1Y1D", "-P1D", "P12345D")]
    [InlineData("uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2eb8aa08aa9811eab4aa73b441d16380", "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}", "2eb8aa08-aa98-11ea-b4aa-73b441d1638g", "", "2eb8aa08-aa98-11ea-b4aa-73b441d1638")]
    [InlineData("uri", "https://example.org:8080/a%20b/?q=1#top", "/relative", "example.org", "https://", "https://example.org/a b", "https://example.org:70000")]
    [InlineData("uri", "urn:isbn:0451450523", "https://-a.org", "https://example..org", "javascript:alert", "https://example.org/%2", "https://example.org/é")]
    [InlineData("uri", "mailto:a.b@example.org", "mailto:", "mailto:a", "http:/a", "http://a:b", "ftp://a|b")]
    [InlineData("email", "joe.bloggs+x@example.org", "joe", "joe@", "@example.org", "joe..bloggs@example.org", ".joe@example.org")]
    [InlineData("email", "x@localhost", "joe@example..org", "joe bloggs@example.org", "joe@-example.org", "joe.@example.org", "joe@exam_ple.org")]
    [InlineData("ipv4", "192.168.0.255", "256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4.5", "1.2.3.4/24")]
    [InlineData("ipv6", "2001:db8::ff00:42:8329", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", ":1", "1:2:3:4:5:6:7")]
    [InlineData("ipv6", "::", "1:2:3:4:5:6:7:8::", "1::2:3:4:5:6:7:8", "g::", ":::", "fe80::1%eth0")]
    public void A_string_of_a_format_is_allowed_and_others_are_not(string format, string valid, params string[] invalid)
    {
        Assert.True(OfFormat(format).Allows($"\"{valid}\""));
        Readers[format](valid);
        Assert.All(invalid, text => Assert.False(OfFormat(format).Allows($"\"{text}\""), text));
    }

    [Fact]
    public void An_unknown_format_is_a_note_and_a_known_one_applies_to_strings_only()
    {
        Assert.True(OfFormat("hostname").Allows("\"any text\""));
        Assert.True(Of("""{"type":["integer","string"],"format":"date"}""").Allows("5"));
        Assert.True(Of("""{"type":"integer","format":"int32"}""").Allows("5"));
        Assert.True(Of("""{"type":"string","format":3}""").Allows("\"any text\""));
    }

    [Fact]
    public void A_format_applies_together_with_a_pattern_a_length_and_listed_values()
    {
        TextConstraint constraint = Of("""{"type":"string","format":"date","pattern":"^2024","allOf":[{"pattern":"-29$"}]}""");
        Assert.True(constraint.Allows("\"2024-02-29\""));
        Assert.False(constraint.Allows("\"2023-01-29\""));
        Assert.False(constraint.Allows("\"2024-02-28\""));
        Assert.Throws<ArgumentException>(() => Of("""{"type":"string","format":"date","maxLength":9}"""));
        Assert.Throws<ArgumentException>(() => Of("""{"type":"string","format":"date","pattern":"^2023-02-(29|30)"}"""));
        Assert.Throws<ArgumentException>(() => Of("""{"type":"string","format":"date","allOf":[{"format":"ipv4"}]}"""));
        Assert.False(Of("""{"enum":["2023-02-29","2024-02-29"],"format":"date"}""").Allows("\"2023-02-29\""));
    }

    private sealed record Everything(
        DateTime At, DateTimeOffset Sent, DateOnly Day, TimeOnly Hour, TimeSpan Length, Guid Id, Uri Address, Version Version, DateTime? Perhaps);

    [Fact]
    public void Random_documents_of_the_schema_of_a_type_with_dates_times_and_addresses_deserialize()
    {
        JsonElement schema = AIJsonUtilities.CreateJsonSchema(typeof(Everything));
        var constraint = TextConstraint.JsonSchema(schema);
        for (int seed = 0; seed < 150; seed++)
        {
            string document = RandomWalk.Write(constraint, new Random(seed), 30 * (seed % 12));
            try
            {
                Assert.NotNull(JsonSerializer.Deserialize<Everything>(document, AIJsonUtilities.DefaultOptions));
            }
            catch (JsonException e)
            {
                Assert.Fail($"{document} of {schema}: {e.Message}");
            }
        }
    }

    [Theory]
    [InlineData("1.02:03:04.5", true)]
    [InlineData("-00:00:01", true)]
    [InlineData("99:00:00", false)]
    [InlineData("00:60:00", false)]
    public void The_pattern_of_TimeSpan_allows_only_texts_that_TimeSpan_reads(string text, bool isAllowed)
    {
        TextConstraint constraint = TextConstraint.JsonSchema(AIJsonUtilities.CreateJsonSchema(typeof(TimeSpan)));
        Assert.Equal(isAllowed, constraint.Allows($"\"{text}\""));
        Assert.Equal(isAllowed, Regex.IsMatch(text, "^[^9]+$") && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _));
        foreach (int seed in Enumerable.Range(0, 200))
        {
            _ = JsonSerializer.Deserialize<TimeSpan>(RandomWalk.Write(constraint, new Random(seed), 20));
        }
    }

    private static T Read<T>(string text) => JsonSerializer.Deserialize<T>(Encoding.UTF8.GetBytes(JsonLiteral.OfString(text)))!;

    private static TextConstraint OfFormat(string format) => Of($$"""{"type":"string","format":"{{format}}"}""");

    private static TextConstraint Of(string schema) => TextConstraint.JsonSchema(JsonDocument.Parse(schema).RootElement);
}
