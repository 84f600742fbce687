using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nudging.ModelBuilder.Conversion;

/// <summary>Writes JSON files.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, JsonObject value)
    {
        using FileStream file = File.Create(path);
        using (var writer = new Utf8JsonWriter(file, Options))
        {
            value.WriteTo(writer);
        }

        file.WriteByte((byte)'\n');
    }
}
