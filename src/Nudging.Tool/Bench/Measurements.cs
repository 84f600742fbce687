namespace Nudging.Tool.Bench;

/// <summary>All measurements: one per repetition, question and way.</summary>
internal sealed class Measurements
{
    private readonly Dictionary<BenchMode, Measurement[][]> _all;

    private Measurements(int repetitions, int questions) => _all = Enum.GetValues<BenchMode>().ToDictionary(
        way => way,
        _ => Enumerable.Range(0, repetitions).Select(_ => new Measurement[questions]).ToArray());

    /// <summary>The measurements of a way, by repetition and question.</summary>
    public IReadOnlyList<IReadOnlyList<Measurement>> this[BenchMode way] => _all[way];

    /// <summary>Measures everything, the ways in turn, so that whatever else the machine does meets all of them alike.</summary>
    public static async Task<Measurements> TakeAsync(
        Measurer measurer, IReadOnlyList<string> questions, int repetitions, Action tick, CancellationToken cancellationToken)
    {
        // Once unmeasured: code is compiled and buffers are made when they are first needed.
        foreach (BenchMode way in Enum.GetValues<BenchMode>())
        {
            await measurer.GetLogProbabilitiesAsync(way, questions[0], cancellationToken);
        }

        var measurements = new Measurements(repetitions, questions.Count);
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            for (int question = 0; question < questions.Count; question++)
            {
                foreach (BenchMode way in Enum.GetValues<BenchMode>())
                {
                    measurements._all[way][repetition][question] = await measurer.GetLogProbabilitiesAsync(way, questions[question], cancellationToken);
                    tick();
                }
            }
        }

        return measurements;
    }

    /// <summary>The questions, by their places, that the speculative form ever answered otherwise than the published one.</summary>
    public IEnumerable<int> Differences() => Enumerable.Range(0, this[BenchMode.Speculative][0].Count).Where(question =>
        this[BenchMode.Speculative].Concat(this[BenchMode.Sequential]).Any(answers => !answers[question].Answer.SaysTheSameAs(this[BenchMode.Sequential][0][question].Answer)));

    /// <summary>The questions that were answered otherwise than by somebody else.</summary>
    public IEnumerable<int> DifferencesFrom(IReadOnlyList<IReadOnlyDictionary<BenchMode, Answer>> others) => Enumerable.Range(0, others.Count).Where(question =>
        others[question].Any(other => !this[other.Key][0][question].Answer.SaysTheSameAs(other.Value)));
}
