namespace Nudging.OnnxRuntime.Running;

/// <summary>Receives the logits after a token.</summary>
/// <param name="index">The index of the token in the text.</param>
/// <param name="logits">The logits, which are valid during the call.</param>
internal delegate void LogitReader(int index, ReadOnlySpan<float> logits);
