using Nudging.ModelBuilder.Conversion;

namespace Nudging.Tool.Inspect;

/// <summary>The conversion that wrote the folder.</summary>
/// <param name="Converter">The name and version of the converter.</param>
/// <param name="Source">The name of the model that was converted.</param>
/// <param name="Revision">The revision of that model; null where the revision is not known.</param>
/// <param name="Target">The execution provider that the folder was written for.</param>
/// <param name="Precision">The precision that was asked for.</param>
internal sealed record ConversionReport(string Converter, string Source, string? Revision, ConversionTarget Target, WeightPrecision Precision)
{
    public static ConversionReport? Of(ConversionRecord? record) =>
        record is null ? null : new(record.Converter, record.SourceName, record.SourceRevision, record.Target, record.Precision);
}
