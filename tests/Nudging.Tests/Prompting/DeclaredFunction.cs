using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Nudging.Tests.Prompting;

/// <summary>A function that is only declared.</summary>
internal sealed class DeclaredFunction(string name, string description, string schema) : AIFunctionDeclaration
{
    public override string Name => name;

    public override string Description => description;

    public override JsonElement JsonSchema { get; } = JsonDocument.Parse(schema).RootElement;
}
