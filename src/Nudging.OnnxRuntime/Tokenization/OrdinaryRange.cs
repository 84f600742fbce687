namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>A range of a text in which control tokens are not recognised.</summary>
/// <param name="Start">The index of the first UTF-16 code unit.</param>
/// <param name="End">The index after the last UTF-16 code unit.</param>
/// <param name="Recognised">The ids of control tokens that are recognised in the range nevertheless; <see langword="null"/> for none.</param>
internal readonly record struct OrdinaryRange(int Start, int End, IReadOnlySet<int>? Recognised = null);
