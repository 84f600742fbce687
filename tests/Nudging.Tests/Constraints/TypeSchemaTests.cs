using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Nudging.Constraints;

namespace Nudging.Tests.Constraints;

/// <summary>Each document that the constraint of a .NET type allows is read by the serializer as a value of the type.</summary>
public sealed class TypeSchemaTests
{
    private static readonly Dictionary<string, JsonSerializerOptions> Options = new()
    {
        ["default"] = AIJsonUtilities.DefaultOptions,
        ["web"] = JsonSerializerOptions.Web,
        ["strict"] = new(JsonSerializerOptions.Default)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
        },
    };

    /// <summary>Gets types and the names of serializer options.</summary>
    public static TheoryData<Type, string> Types
    {
        get
        {
            Type[] types =
            [
                typeof(Times), typeof(Numbers), typeof(Texts), typeof(Enumerations), typeof(Members), typeof(Dictionaries), typeof(Keys), typeof(MoreKeys), typeof(Tree), typeof(Shape), typeof(Shapes),
                typeof(Extended), typeof(Anything), typeof(DateTime?), typeof(int[]), typeof(List<List<Guid?>>), typeof(byte), typeof(Dictionary<string, decimal>), typeof(Range?),
            ];
            TheoryData<Type, string> data = [];
            foreach (Type type in types)
            {
                foreach (string options in Options.Keys)
                {
                    data.Add(type, options);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_random_document_of_the_schema_of_a_type_deserializes_to_the_type(Type type, string optionsName)
    {
        JsonSerializerOptions options = Options[optionsName];
        AssertReadable(TextConstraint.ClosedJsonSchema(TypeSchema.Create(type, options)), type, options);
    }

    // A chat client gets this schema for GetResponseAsync<T>. The schema does not have the ranges of the numeric types.
    [Theory]
    [InlineData(typeof(Times))]
    [InlineData(typeof(Members))]
    [InlineData(typeof(Tree))]
    [InlineData(typeof(Shapes))]
    [InlineData(typeof(Extended))]
    public void A_random_document_of_the_response_format_of_a_type_deserializes_to_the_type(Type type)
    {
        JsonElement schema = ((ChatResponseFormatJson)ChatResponseFormat.ForJsonSchema(type)).Schema!.Value;
        AssertReadable(TextConstraint.ClosedJsonSchema(schema), type, AIJsonUtilities.DefaultOptions);
    }

    [Fact]
    public void The_schema_of_a_type_has_no_other_properties_and_the_order_and_the_required_properties_of_the_type()
    {
        foreach (JsonElement schema in (JsonElement[])[TypeSchema.Create(typeof(Members)), ((ChatResponseFormatJson)ChatResponseFormat.ForJsonSchema<Members>()).Schema!.Value])
        {
            TextConstraint constraint = TextConstraint.ClosedJsonSchema(schema);
            Assert.True(constraint.Allows("""{"name":"a","note":null,"count":3,"optional":1.5}"""));
            Assert.True(constraint.Allows("""{"name":"a","note":"","count":3}"""));
            Assert.False(constraint.Allows("""{"name":"a","note":null,"count":3,"other":1}"""));
            Assert.False(constraint.Allows("""{"note":null,"name":"a","count":3}"""));
            Assert.False(constraint.Allows("""{"name":"a","count":3}"""));
            Assert.False(constraint.Allows("""{"name":null,"note":null,"count":3}"""));
        }
    }

    [Fact]
    public void A_number_beyond_the_range_of_a_type_is_not_allowed()
    {
        Assert.True(Of<byte>().Allows("255"));
        Assert.False(Of<byte>().Allows("256"));
        Assert.True(Of<int?>().Allows("-2147483648"));
        Assert.False(Of<int?>().Allows("99999999999"));
        Assert.False(Of<ulong>().Allows("-1"));
        Assert.True(Of<long>().Allows("99999999999"));
        Assert.False(TextConstraint.JsonSchema(TypeSchema.Create(typeof(DayOfWeek), JsonSerializerOptions.Web)).Allows("7"));
        Assert.False(Of<DateTime?>().Allows("\"Monday\""));
        Assert.True(Of<DateTime?>().Allows("null"));

        static TextConstraint Of<T>() => TextConstraint.JsonSchema(TypeSchema.Create(typeof(T)));
    }

    [Fact]
    public void A_type_with_extension_data_has_other_properties()
    {
        TextConstraint constraint = TextConstraint.ClosedJsonSchema(TypeSchema.Create(typeof(Extended)));

        Assert.True(constraint.Allows("""{"id":1,"more":[true]}"""));
    }

    private static void AssertReadable(TextConstraint constraint, Type type, JsonSerializerOptions options)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            string document = RandomWalk.Write(constraint, new Random(seed), 40 * (1 + (seed % 12)));
            try
            {
                _ = JsonSerializer.Deserialize(document, type, options);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException)
            {
                Assert.Fail($"{type.Name} does not read {document}: {e.Message}");
            }
        }
    }

    private sealed record Times(DateTime A, DateTime? B, DateOnly C, TimeOnly D, TimeSpan E, DateTimeOffset F, TimeSpan? G, Guid H, Uri I, Version J);

    private sealed record Numbers(
        sbyte A, byte B, short C, ushort D, int E, uint F, long G, ulong H, Int128 I, UInt128 J, Half K, float L, double M, decimal N, int? O, decimal? P, byte? Q);

    private sealed record Texts(string A, string? B, char C, char? D, byte[] E, ReadOnlyMemory<byte> F, Uri? G);

    private sealed record Enumerations(DayOfWeek A, DayOfWeek? B, Small C, Permissions D, Permissions? E, Named F, Named? G, NamedFlags H);

    private enum Small : sbyte
    {
        Low = -7,
        High = 9,
    }

    [Flags]
    private enum Permissions : byte
    {
        None = 0,
        Read = 1,
        Write = 2,
    }

    [JsonConverter(typeof(JsonStringEnumConverter<Named>))]
    private enum Named
    {
        Größe,
        漢字,
    }

    [Flags]
    [JsonConverter(typeof(JsonStringEnumConverter<NamedFlags>))]
    private enum NamedFlags
    {
        One = 1,
        Two = 2,
    }

    private sealed class Members
    {
        public required string Name { get; set; }

        public required string? Note { get; set; }

        public required long Count { get; init; }

        public double? Optional { get; set; }
    }

    private sealed record Dictionaries(Dictionary<string, int> A, IReadOnlyDictionary<string, List<DateTime>> B, SortedDictionary<string, Dictionary<string, Guid>?> C);

    private sealed record Keys(
        Dictionary<DayOfWeek, int> A, Dictionary<Guid, bool> B, Dictionary<int, string> C, Dictionary<DateTime, Small> D, Dictionary<Named, long> E, Dictionary<byte, byte> F);

    private sealed record MoreKeys(
        Dictionary<TimeSpan, int> A, Dictionary<bool, bool> B, Dictionary<decimal, bool> C, Dictionary<DateOnly, bool> D, Dictionary<Uri, bool> E, Dictionary<long, bool>? F,
        Dictionary<char, bool> G, Dictionary<DateTimeOffset, bool> H, Dictionary<Version, bool> I, Dictionary<sbyte, bool> J, Dictionary<TimeOnly, bool> K, Dictionary<double, bool> L);

    private sealed record Tree(string Name, Tree? Left, List<Tree> Children, Dictionary<string, Tree> Named);

    [JsonDerivedType(typeof(Circle), "circle")]
    [JsonDerivedType(typeof(Group), "group")]
    [JsonDerivedType(typeof(Point), 3)]
    private abstract record Shape(string Name);

    private sealed record Circle(string Name, decimal Radius) : Shape(Name);

    private sealed record Group(string Name, Shape[] Parts) : Shape(Name);

    private sealed record Point(string Name) : Shape(Name);

    private sealed record Shapes(Shape First, Shape? Second, List<Shape> Others);

    private sealed class Extended
    {
        public long Id { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? More { get; set; }
    }

    private sealed record Anything(object? A, JsonElement B, JsonNode? C, JsonObject D, JsonArray? E);

    private readonly record struct Range(int From, int To);
}
