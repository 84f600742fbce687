using System.Text.Json.Nodes;

namespace Nudging.Constraints.Json;

/// <summary>Resolves the references within a schema.</summary>
/// <param name="root">The whole schema.</param>
internal sealed class JsonSchemaReferences(JsonNode? root)
{
    /// <summary>Resolves a reference.</summary>
    /// <param name="reference">The reference: <c>#</c>, or <c>#/</c> and a JSON pointer.</param>
    /// <param name="path">The JSON pointer of the schema with the reference, for messages.</param>
    public JsonSchemaNode Find(string reference, string path)
    {
        if (reference != "#" && !reference.StartsWith("#/", StringComparison.Ordinal))
        {
            throw new NotSupportedException($"The JSON schema refers to '{reference}' at {path}; only references within the schema (#/…) are supported.");
        }

        JsonNode? node = root;
        foreach (string part in reference.Split('/').Skip(1))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            bool isFound = node switch
            {
                JsonObject whole => whole.TryGetPropertyValue(name, out node),
                JsonArray items => int.TryParse(name, out int index) && index >= 0 && index < items.Count && (node = items[index]) is not null,
                _ => false,
            };
            if (!isFound)
            {
                throw new ArgumentException($"The JSON schema refers to '{reference}' at {path}, which does not exist.");
            }
        }

        return new(node, reference);
    }
}
