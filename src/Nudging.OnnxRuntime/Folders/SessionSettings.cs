namespace Nudging.OnnxRuntime.Folders;

/// <summary>The <c>session_options</c> of genai_config.json; other layouts have none.</summary>
/// <param name="IntraOpThreads">The number of threads that compute one operation; <see langword="null"/> where the file has none.</param>
/// <param name="InterOpThreads">The number of operations computed at once; <see langword="null"/> where the file has none.</param>
/// <param name="ConfigEntries">Entries for <c>SessionOptions.AddSessionConfigEntry</c>.</param>
/// <param name="Providers">The execution providers in order.</param>
internal sealed record SessionSettings(
    int? IntraOpThreads,
    int? InterOpThreads,
    IReadOnlyDictionary<string, string> ConfigEntries,
    IReadOnlyList<OnnxExecutionProvider> Providers)
{
    // Members that are strings but not config entries.
    private static readonly HashSet<string> Ignored = ["log_id", "enable_profiling", "graph_optimization_level"];

    public static SessionSettings Read(JsonValue options)
    {
        if (!options["custom_ops_library"].IsNull)
        {
            throw options["custom_ops_library"].Wrong("loads native code, which is not supported; it must be absent");
        }

        var entries = new Dictionary<string, string>();
        foreach ((string name, JsonValue value) in options.IsNull ? [] : options.Members())
        {
            if (value.IsString && !Ignored.Contains(name))
            {
                entries[name] = value.AsString();
            }
        }

        foreach ((string name, JsonValue value) in options["config_entries"].IsNull ? [] : options["config_entries"].Members())
        {
            entries[name] = value.AsString();
        }

        return new(
            options["intra_op_num_threads"].AsOptionalInt32(0) is int intra and > 0 ? intra : null,
            options["inter_op_num_threads"].AsOptionalInt32(0) is int inter and > 0 ? inter : null,
            entries,
            [.. ReadProviders(options["provider_options"])]);
    }

    private static IEnumerable<OnnxExecutionProvider> ReadProviders(JsonValue list)
    {
        foreach (JsonValue item in list.IsNull ? [] : list.Items())
        {
            KeyValuePair<string, JsonValue>[] members = [.. item.Members()];
            if (members.Length != 1)
            {
                throw item.Wrong("must be an object with one member, the name of an execution provider");
            }

            (string name, JsonValue options) = members[0];
            OnnxExecutionProvider provider;
            try
            {
                provider = OnnxExecutionProvider.Named(name, options.Members().ToDictionary(member => member.Key, member => member.Value.AsString()));
            }
            catch (ArgumentException e)
            {
                throw item.Wrong($"must name an execution provider ({e.Message})");
            }

            yield return provider;
        }
    }
}
