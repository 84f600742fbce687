using System.Globalization;

namespace Nudging.OnnxRuntime.Folders;

/// <summary>The names of the inputs and outputs of a decoder; <c>%d</c> in the name of a cache stands for the number of the layer.</summary>
internal sealed record TensorNames(
    string InputIds,
    string AttentionMask,
    string PositionIds,
    string PastKey,
    string PastValue,
    string Logits,
    string PresentKey,
    string PresentValue)
{
    public static TensorNames Read(JsonValue inputs, JsonValue outputs)
    {
        RefuseCombined(inputs["past_names"]);
        RefuseCombined(outputs["present_names"]);
        return new(
            inputs["input_ids"].AsString("input_ids"),
            inputs["attention_mask"].AsString("attention_mask"),
            inputs["position_ids"].AsString("position_ids"),
            PerLayer(inputs["past_key_names"], "past_key_values.%d.key"),
            PerLayer(inputs["past_value_names"], "past_key_values.%d.value"),
            outputs["logits"].AsString("logits"),
            PerLayer(outputs["present_key_names"], "present.%d.key"),
            PerLayer(outputs["present_value_names"], "present.%d.value"));
    }

    public static string ForLayer(string name, int layer) =>
        name.Replace("%d", layer.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static void RefuseCombined(JsonValue value)
    {
        if (value.AsString(string.Empty).Length > 0)
        {
            throw value.Wrong("names caches with keys and values in one tensor, which is not supported; export the model with separate tensors");
        }
    }

    private static string PerLayer(JsonValue value, string fallback)
    {
        string name = value.AsString(fallback);
        return name.Split("%d").Length == 2 ? name : throw value.Wrong("must contain %d once, in place of the layer's number");
    }
}
