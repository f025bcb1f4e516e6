import java.io.*;
import java.lang.management.*;
import java.nio.file.*;
import org.javarosa.core.model.data.*;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.*;
import org.javarosa.core.model.FormDef;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.*;
import org.javarosa.test.Scenario;

/** Does what it is told by lines on its input; answers each with "= nanoseconds of processor time, result". */
public class JavaRosaPeer {
  static Scenario scenario;

  static String run(String[] said) throws Exception {
    switch (said[0]) {
      case "load": scenario = Scenario.init(new File(said[1])); return "";
      case "set": {
        TreeReference ref = Scenario.getRef(said[1]);
        IAnswerData data = said[2].matches("-?[0-9]+") ? new IntegerData(Integer.parseInt(said[2])) : new StringData(said[2]);
        scenario.getFormDef().setValue(data, ref, true);
        return "";
      }
      case "answer": scenario.answer(said[1], said[2]); return "";
      case "row": scenario.createNewRepeat(said[1]); return "";
      case "choices": return "" + scenario.choicesOf(said[1]).size();
      case "put": {  // as read from a record: by the type of the question
        TreeReference ref = Scenario.getRef(said[1]);
        FormDef form = scenario.getFormDef();
        TreeElement node = form.getMainInstance().resolveReference(ref);
        if (node == null) throw new IllegalArgumentException("no such node");
        String text = said.length > 2 ? said[2] : "";
        IAnswerData data = text.isEmpty() ? null
          : XFormAnswerDataParser.getAnswerData(text, node.getDataType(), FormDef.findQuestionByRef(ref, form));
        form.setValue(data, ref, true);
        return "";
      }
      case "restore": {  // as Collect opens a saved record
        FormDef form = scenario.getFormDef();
        TreeElement saved = XFormParser.restoreDataModel(Files.readAllBytes(Paths.get(said[1])), null).getRoot();
        TreeElement template = form.getInstance().getRoot().deepCopy(true);
        if (!saved.getName().equals(template.getName())) throw new IllegalArgumentException(saved.getName());
        template.populate(saved, form);
        form.getInstance().setRoot(template);
        form.initialize(false, new InstanceInitializationFactory());
        return "";
      }
      case "dump": {  // everything computed anew first: an answer given before may have left other rows as they were
        scenario.getFormDef().initialize(false, new InstanceInitializationFactory());
        StringBuilder out = new StringBuilder();
        dump(scenario.getFormDef().getMainInstance().getRoot(), out);
        return out.toString();
      }
      case "get": { IAnswerData held = scenario.answerOf(said[1]); return held == null ? "" : held.getDisplayText(); }
      default: throw new IllegalArgumentException(said[0]);
    }
  }

  static void dump(TreeElement node, StringBuilder out) {
    if (!node.isRelevant() || node.getMultiplicity() == TreeReference.INDEX_TEMPLATE) return;
    if (node.getNumChildren() > 0) {
      for (int at = 0; at < node.getNumChildren(); at++) dump(node.getChildAt(at), out);
      return;
    }
    IAnswerData held = node.getValue();
    Object text = held == null ? "" : new XFormAnswerDataSerializer().serializeAnswerData(held, node.getDataType());
    out.append(node.getRef().toString(true)).append('\u0001').append(text).append('\u0002');
  }

  public static void main(String[] given) throws Exception {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, "UTF-8");
    System.setOut(System.err);
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] said = line.split("\t");
      long start = clock.getCurrentThreadCpuTime();
      String result;
      try { result = run(said); } catch (Throwable error) { result = "! " + error; }
      out.println("= " + (clock.getCurrentThreadCpuTime() - start) + " " + result.replace('\n', ' '));
      out.flush();
    }
  }
}
