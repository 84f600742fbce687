using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Nudging.Prompting;

/// <summary>A function that a template is given to test whether the template writes functions.</summary>
internal sealed class ProbeFunction : AIFunctionDeclaration
{
    /// <inheritdoc/>
    public override string Name => "get_time";

    /// <inheritdoc/>
    public override string Description => "Gets the time in a city.";

    /// <inheritdoc/>
    public override JsonElement JsonSchema { get; } =
        JsonDocument.Parse("""{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}""").RootElement;
}
