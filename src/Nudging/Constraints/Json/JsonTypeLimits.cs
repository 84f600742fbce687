using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Nudging.Constraints.Json;

/// <summary>Adds to the schema of a .NET type the limits that the serializer checks when a value of the type is read.</summary>
internal static class JsonTypeLimits
{
    private const string Base64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$";

    // Larger numbers of other types have more digits than a constraint allows.
    private static readonly Dictionary<Type, (string Minimum, string? Maximum)> Ranges = new()
    {
        [typeof(sbyte)] = ("-128", "127"),
        [typeof(byte)] = ("0", "255"),
        [typeof(short)] = ("-32768", "32767"),
        [typeof(ushort)] = ("0", "65535"),
        [typeof(int)] = ("-2147483648", "2147483647"),
        [typeof(uint)] = ("0", "4294967295"),
        [typeof(ulong)] = ("0", null),
        [typeof(UInt128)] = ("0", null),
        [typeof(Half)] = ("-65504", "65504"),
    };

    private static readonly Dictionary<Type, string> Patterns = new()
    {
        [typeof(byte[])] = Base64,
        [typeof(Memory<byte>)] = Base64,
        [typeof(ReadOnlyMemory<byte>)] = Base64,
        [typeof(char)] = @"^[\u0000-\uFFFF]$",
    };

    // The keys of dictionaries, by the type that the serializer reads from the key.
    private static readonly Dictionary<Type, (string Keyword, string Value)> Keys = new()
    {
        [typeof(bool)] = ("pattern", "^(?:true|false)$"),
        [typeof(sbyte)] = ("pattern", WholeNumber(2)),
        [typeof(byte)] = ("pattern", NaturalNumber(2)),
        [typeof(short)] = ("pattern", WholeNumber(4)),
        [typeof(ushort)] = ("pattern", NaturalNumber(4)),
        [typeof(int)] = ("pattern", WholeNumber(9)),
        [typeof(uint)] = ("pattern", NaturalNumber(9)),
        [typeof(long)] = ("pattern", WholeNumber(18)),
        [typeof(ulong)] = ("pattern", NaturalNumber(18)),
        [typeof(Int128)] = ("pattern", WholeNumber(18)),
        [typeof(UInt128)] = ("pattern", NaturalNumber(18)),
        [typeof(Half)] = ("pattern", Number(4)),
        [typeof(float)] = ("pattern", Number(18)),
        [typeof(double)] = ("pattern", Number(18)),
        [typeof(decimal)] = ("pattern", Number(18)),
        [typeof(char)] = ("pattern", @"^[\u0000-\uFFFF]$"),
        [typeof(Guid)] = ("format", "uuid"),
        [typeof(DateTime)] = ("format", "date-time"),
        [typeof(DateTimeOffset)] = ("format", "date-time"),
        [typeof(DateOnly)] = ("format", "date"),
        [typeof(TimeOnly)] = ("format", "time"),
        [typeof(TimeSpan)] = ("pattern", @"^-?(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?$"),
        [typeof(Uri)] = ("format", "uri"),
        [typeof(Version)] = ("pattern", @"^\d+(\.\d+){1,3}$"),
    };

    /// <summary>Adds the limits to a schema.</summary>
    /// <param name="node">The schema; changed.</param>
    /// <param name="type">The type.</param>
    /// <returns>The schema.</returns>
    public static JsonNode Add(JsonNode node, JsonTypeInfo type)
    {
        if (node is not JsonObject schema || schema.ContainsKey("$ref"))
        {
            return node;
        }

        Type plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (plain.IsEnum)
        {
            AddEnumeration(schema, plain, type.Options);
        }
        else if (Ranges.TryGetValue(plain, out (string Minimum, string? Maximum) range))
        {
            AddRange(schema, range.Minimum, range.Maximum);
        }
        else if (Patterns.TryGetValue(plain, out string? pattern) && Has(schema, "string"))
        {
            schema["pattern"] = pattern;
        }
        else if (type is { Kind: JsonTypeInfoKind.Dictionary, KeyType: Type key } && Has(schema, "object"))
        {
            AddKeys(schema, key, type.Options);
        }
        else if (type.Kind == JsonTypeInfoKind.Object && Has(schema, "object"))
        {
            Close(schema, type);
        }

        return schema;
    }

    private static string NaturalNumber(int digits) => string.Create(CultureInfo.InvariantCulture, $"^(?:0|[1-9]\\d{{0,{digits - 1}}})$");

    private static string WholeNumber(int digits) => string.Create(CultureInfo.InvariantCulture, $"^(?:0|-?[1-9]\\d{{0,{digits - 1}}})$");

    private static string Number(int digits) => string.Create(CultureInfo.InvariantCulture, $"^(?:0|-?[1-9]\\d{{0,{digits - 1}}})(?:\\.\\d{{1,9}})?$");

    private static void AddKeys(JsonObject schema, Type key, JsonSerializerOptions options)
    {
        if (key.IsEnum)
        {
            // Without a converter to names, numbers are written as values but names as keys.
            IEnumerable<string> names = Enum.GetNames(key).Zip(ValuesOf(key, options), (name, value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : name);
            schema["propertyNames"] = new JsonObject { ["enum"] = new JsonArray([.. names.Distinct().Select(name => (JsonNode?)name)]) };
        }
        else if (Keys.TryGetValue(key, out (string Keyword, string Value) limit))
        {
            schema["propertyNames"] = new JsonObject { [limit.Keyword] = limit.Value };
        }
    }

    private static bool Has(JsonObject schema, string type) =>
        (schema["type"] as JsonArray ?? [schema["type"]?.DeepClone()]).Any(name => name?.GetValueKind() == JsonValueKind.String && name.GetValue<string>() == type);

    private static void AddRange(JsonObject schema, string minimum, string? maximum)
    {
        if (schema["minimum"] is not JsonNode own || own.GetValue<double>() < double.Parse(minimum, CultureInfo.InvariantCulture))
        {
            schema["minimum"] = JsonNode.Parse(minimum);
        }

        if (maximum is not null && (schema["maximum"] is not JsonNode limit || limit.GetValue<double>() > double.Parse(maximum, CultureInfo.InvariantCulture)))
        {
            schema["maximum"] = JsonNode.Parse(maximum);
        }
    }

    // Numbers of an enumeration of flags can be combined; names of flags are listed alone.
    private static void AddEnumeration(JsonObject schema, Type type, JsonSerializerOptions options)
    {
        if (schema.ContainsKey("enum") || schema.ContainsKey("const"))
        {
            return;
        }

        if (Has(schema, JsonTypes.Integer) && type.IsDefined(typeof(FlagsAttribute), inherit: false))
        {
            if (Ranges.TryGetValue(Enum.GetUnderlyingType(type), out (string Minimum, string? Maximum) range))
            {
                AddRange(schema, range.Minimum, range.Maximum);
            }

            return;
        }

        JsonArray values = [.. ValuesOf(type, options).DistinctBy(JsonLiteral.Of)];
        if (values.Count > 0)
        {
            if (Has(schema, "null"))
            {
                values.Add(null);
            }

            schema["enum"] = values;
        }
    }

    private static IEnumerable<JsonNode?> ValuesOf(Type type, JsonSerializerOptions options)
    {
        foreach (object value in Enum.GetValuesAsUnderlyingType(type))
        {
            yield return JsonNode.Parse(JsonSerializer.Serialize(Enum.ToObject(type, value), options.GetTypeInfo(type)));
        }
    }

    private static void Close(JsonObject schema, JsonTypeInfo type)
    {
        bool isOpen = type.Properties.Any(property => property.IsExtensionData);
        IEnumerable<JsonObject> shapes = schema["anyOf"] is JsonArray alternatives ? alternatives.OfType<JsonObject>().Where(shape => shape.ContainsKey("properties")) : [schema];
        foreach (JsonObject shape in shapes)
        {
            shape.TryAdd("additionalProperties", JsonValue.Create(isOpen));
        }
    }
}
