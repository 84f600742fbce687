using System.Text;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Nudging.Constraints;

namespace Nudging.Benchmarks;

/// <summary>Compiles a JSON schema and follows a document through its states.</summary>
public class ConstraintBenchmarks
{
    private string _schema = "";
    private byte[] _document = [];
    private TextConstraint? _constraint;

    /// <summary>Gets or sets how many properties the schema has.</summary>
    [Params(10, 200)]
    public int Properties { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        JsonObject properties = [];
        JsonObject document = [];
        for (int i = 0; i < Properties; i++)
        {
            (properties[$"property{i}"], document[$"property{i}"]) = (i % 4) switch
            {
                0 => (new JsonObject { ["type"] = "string" }, (JsonNode)$"text {i}"),
                1 => (new JsonObject { ["type"] = "integer" }, i),
                2 => (new JsonObject { ["type"] = "string", ["pattern"] = $"^[a-z]+ {i}$" }, $"text {i}"),
                _ => (new JsonObject { ["type"] = "string", ["format"] = "date-time" }, "2024-02-29T12:00:00Z"),
            };
        }

        _schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. properties.Select(property => (JsonNode)property.Key)]),
            ["additionalProperties"] = false,
        }.ToJsonString();
        _document = Encoding.UTF8.GetBytes(document.ToJsonString());
        _constraint = Compile();
        if (Follow()?.CanEnd != true)
        {
            throw new InvalidOperationException("The constraint refuses the document.");
        }
    }

    [Benchmark]
    public TextConstraint Compile()
    {
        using var schema = System.Text.Json.JsonDocument.Parse(_schema);
        return TextConstraint.JsonSchema(schema.RootElement.Clone());
    }

    [Benchmark(Baseline = true)]
    public TextConstraintState? Follow() => _constraint!.Start.Advance(_document);
}
