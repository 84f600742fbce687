using Nudging.Constraints;

namespace Nudging.OnnxRuntime.Sampling;

/// <summary>Asks for the prediction after a token of a text.</summary>
/// <param name="Index">The index of the token.</param>
/// <param name="Position">The position that the draw depends on.</param>
/// <param name="State">The state of the constraint; <see langword="null"/> for no constraint.</param>
/// <param name="TextStart">The index of the first token that penalties apply to.</param>
internal readonly record struct PredictionRequest(int Index, SamplingPosition Position, TextConstraintState? State = null, int TextStart = 0);
