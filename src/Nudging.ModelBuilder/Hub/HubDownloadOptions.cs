using Nudging.ModelBuilder.Conversion;
using Nudging.Models;

namespace Nudging.ModelBuilder.Hub;

/// <summary>Which files of a model are downloaded. Not thread safe.</summary>
public sealed class HubDownloadOptions
{
    private HubModelForm? _form;
    private ConversionTarget _target;
    private WeightPrecision _precision = WeightPrecision.Int4;

    /// <summary>Gets or sets the branch, tag or commit.</summary>
    /// <value>Default <see langword="null"/>: main.</value>
    public string? Revision { get; set; }

    /// <summary>Gets or sets the form of the model.</summary>
    /// <value>Default <see langword="null"/>: the first of <see cref="HubModelForm"/> that the repository has.</value>
    /// <exception cref="ArgumentOutOfRangeException">The enumeration does not define the value.</exception>
    public HubModelForm? Form
    {
        get => _form;
        set => _form = value is HubModelForm form ? OptionGuard.CheckDefined(form) : null;
    }

    /// <summary>Gets or sets the execution provider that the model is for. A folder of onnxruntime-genai for another provider is not taken.</summary>
    /// <value>Default <see cref="ConversionTarget.Cpu"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The enumeration does not define the value.</exception>
    public ConversionTarget Target
    {
        get => _target;
        set => _target = OptionGuard.CheckDefined(value);
    }

    /// <summary>Gets or sets the precision of the weights. A folder of onnxruntime-genai whose name states another precision is not taken.</summary>
    /// <value>Default <see cref="WeightPrecision.Int4"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The enumeration does not define the value.</exception>
    public WeightPrecision Precision
    {
        get => _precision;
        set => _precision = OptionGuard.CheckDefined(value);
    }
}
