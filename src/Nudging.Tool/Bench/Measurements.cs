namespace Nudging.Tool.Bench;

/// <summary>All measurements: one for each mode, repetition and question.</summary>
internal sealed class Measurements
{
    private readonly Dictionary<BenchMode, Measurement[][]> _all;

    private Measurements(int repetitions, int questions) => _all = Enum.GetValues<BenchMode>().ToDictionary(
        mode => mode,
        _ => Enumerable.Range(0, repetitions).Select(_ => new Measurement[questions]).ToArray());

    /// <summary>Gets the measurements of a mode, by repetition and question.</summary>
    public IReadOnlyList<IReadOnlyList<Measurement>> this[BenchMode mode] => _all[mode];

    /// <summary>Measures the modes in turn, so that other load on the machine affects all of them alike.</summary>
    public static async Task<Measurements> TakeAsync(
        Measurer measurer, IReadOnlyList<string> questions, int repetitions, Action tick, CancellationToken cancellationToken)
    {
        // Warm-up: the first answer of each mode compiles code and allocates buffers.
        foreach (BenchMode mode in Enum.GetValues<BenchMode>())
        {
            await measurer.MeasureAsync(mode, questions[0], cancellationToken);
        }

        var measurements = new Measurements(repetitions, questions.Count);
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            for (int question = 0; question < questions.Count; question++)
            {
                foreach (BenchMode mode in Enum.GetValues<BenchMode>())
                {
                    measurements._all[mode][repetition][question] = await measurer.MeasureAsync(mode, questions[question], cancellationToken);
                    tick();
                }
            }
        }

        return measurements;
    }

    /// <summary>Finds the questions, by index, that the speculative and the sequential mode ever answered differently.</summary>
    public IEnumerable<int> Differences() => Enumerable.Range(0, this[BenchMode.Speculative][0].Count).Where(question =>
        this[BenchMode.Speculative].Concat(this[BenchMode.Sequential]).Any(answers => !answers[question].Answer.HasSameSegmentsAs(this[BenchMode.Sequential][0][question].Answer)));

    /// <summary>Finds the questions, by index, with answers that differ from those of another pair.</summary>
    public IEnumerable<int> DifferencesFrom(IReadOnlyList<IReadOnlyDictionary<BenchMode, Answer>> others) => Enumerable.Range(0, others.Count).Where(question =>
        others[question].Any(other => !this[other.Key][0][question].Answer.HasSameSegmentsAs(other.Value)));
}
