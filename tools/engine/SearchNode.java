import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.icu.segmentation.DefaultICUTokenizerConfig;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.opensearch.Version;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.index.analysis.TokenizerFactory;
import org.opensearch.index.mapper.MapperExtrasModulePlugin;
import org.opensearch.index.reindex.ReindexModulePlugin;
import org.opensearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessModulePlugin;
import org.opensearch.plugins.AnalysisPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/**
 * One node of OpenSearch in a process of its own: {@code SearchNode HOME setting=value ...}, a comma makes a list. It
 * ends with SIGTERM, and at once when its standard input closes, so that no node outlives whoever started it.
 */
public class SearchNode extends Node {
  private static final List<Class<? extends Plugin>> PLUGINS = List.of(
      Netty4ModulePlugin.class,
      CommonAnalysisModulePlugin.class,
      IcuPlugin.class,
      PainlessModulePlugin.class,
      ReindexModulePlugin.class,
      MapperExtrasModulePlugin.class);

  private SearchNode(Environment environment) {
    super(environment, PLUGINS.stream().map(SearchNode::describe).toList(), true);
  }

  private static PluginInfo describe(Class<? extends Plugin> plugin) {
    var java = Integer.toString(Runtime.version().feature());
    return new PluginInfo(plugin.getName(), "", "", Version.CURRENT, java, plugin.getName(), List.of(), false);
  }

  /** The tokenizer of analysis-icu, which is not in Maven Central: benchmarks compare with it. */
  public static class IcuPlugin extends Plugin implements AnalysisPlugin {
    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
      return Map.of("icu_tokenizer", (index, environment, name, settings) ->
          TokenizerFactory.newFactory(name, () -> new ICUTokenizer(new DefaultICUTokenizerConfig(true, true))));
    }
  }

  public static void main(String[] arguments) throws Exception {
    var home = Files.createDirectories(Path.of(arguments[0]));
    Files.createDirectories(home.resolve("config"));
    var settings = Settings.builder().put("path.home", home);
    for (var argument : List.of(arguments).subList(1, arguments.length)) {
      var parts = argument.split("=", 2);
      if (parts[1].contains(",")) {
        settings.putList(parts[0], parts[1].split(","));
      } else {
        settings.put(parts[0], parts[1]);
      }
    }
    var environment = InternalSettingsPreparer.prepareEnvironment(settings.build(), Map.of(), null, () -> arguments[0]);
    var node = new SearchNode(environment);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        node.close();
      } catch (Exception problem) {
        problem.printStackTrace();
      }
    }));
    node.start();
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }
}
