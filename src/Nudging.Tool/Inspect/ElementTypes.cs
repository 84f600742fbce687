namespace Nudging.Tool.Inspect;

/// <summary>Names of the element types of ONNX.</summary>
internal static class ElementTypes
{
    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "float32",
        [2] = "uint8",
        [3] = "int8",
        [6] = "int32",
        [7] = "int64",
        [10] = "float16",
        [11] = "float64",
        [16] = "bfloat16",
    };

    public static string Name(int type) => Names.GetValueOrDefault(type, $"type {type}");
}
