/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * A machine's fields as JSON: the snapshot of a machine that brings none of its own, and
 * the state that is shown of any. All fields of the machine's class and its superclasses
 * count, except static and transient ones.
 * <p>
 * A field that is not final is set to the value that is read. One that is final must be a
 * {@link java.util.Map} or a {@link java.util.Collection}, which is cleared and filled
 * again, entry by entry, or an atomic number, flag or reference. A field that the
 * snapshot does not have keeps its value; one that only the snapshot has is an error,
 * because a field that was renamed would be lost silently.
 */
public final class MachineFields {

	private static final JsonMapper mapper = FieldValues.mapper();

	private MachineFields() {
	}

	/**
	 * Capture the fields of a machine. Values that never change, and JSON trees, in a map
	 * or a collection of the JDK are only copied here and become JSON when the snapshot
	 * is written; all others become JSON here.
	 * @param machine the machine
	 * @return the captured fields
	 * @throws IOException if a field cannot be written, with the field and the remedy
	 */
	public static SnapshotWriter capture(Machine<?> machine) throws IOException {
		List<CapturedField> captured = new ArrayList<>();
		for (Field field : fields(machine).values()) {
			try {
				captured.add(CapturedField.of(mapper, field, FieldValues.get(field, machine)));
			}
			catch (JacksonException ex) {
				throw cannotWrite(machine, field.getName(), ex);
			}
		}
		return (out) -> write(machine, captured, out);
	}

	/**
	 * Write the fields of a machine at once.
	 * @param machine the machine, which nobody changes meanwhile
	 * @param out where to
	 * @throws IOException if a field or the stream cannot be written
	 */
	public static void write(Machine<?> machine, OutputStream out) throws IOException {
		String name = "";
		try (JsonGenerator generator = mapper.createGenerator(out)) {
			generator.writeStartObject();
			for (Field field : fields(machine).values()) {
				name = field.getName();
				generator.writeName(name);
				FieldValues.write(mapper, generator, field, machine);
			}
			generator.writeEndObject();
		}
		catch (JacksonException ex) {
			throw cannotWrite(machine, name, ex);
		}
	}

	private static void write(Machine<?> machine, List<CapturedField> captured, OutputStream target)
			throws IOException {
		OutputStream out = new KeptOpen(target);
		byte[] before = { '{' };
		for (CapturedField field : captured) {
			try {
				out.write(before);
				out.write(mapper.writeValueAsBytes(field.name()));
				out.write(':');
				field.writeTo(mapper, out);
			}
			catch (JacksonException ex) {
				throw cannotWrite(machine, field.name(), ex);
			}
			before = new byte[] { ',' };
		}
		out.write(captured.isEmpty() ? new byte[] { '{', '}' } : new byte[] { '}' });
	}

	private static IOException cannotWrite(Machine<?> machine, String field, JacksonException failure) {
		if (failure.getCause() instanceof IOException cause) {
			return cause;
		}
		return new IOException(
				"The field \"" + field + "\" of \"" + machine.getClass().getName() + "\" cannot be written as JSON: "
						+ failure.getOriginalMessage()
						+ ". Mark it transient if it is not state, else override takeSnapshot and restoreSnapshot",
				failure);
	}

	/**
	 * Set the fields of a machine.
	 * @param machine the machine
	 * @param snapshot what was written, in a stream that is read once, in bounded memory
	 * @throws IOException if a field cannot be read or set, with the field and the remedy
	 */
	public static void restore(Machine<?> machine, InputStream snapshot) throws IOException {
		Map<String, Field> fields = fields(machine);
		String name = null;
		try (JsonParser parser = mapper.createParser(snapshot)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw new IOException("The snapshot of \"" + machine.getClass().getName() + "\" is not a JSON object");
			}
			for (name = parser.nextName(); name != null; name = parser.nextName()) {
				Field field = fields.get(name);
				if (field == null) {
					throw new IOException("The snapshot has a field \"" + name + "\" that \""
							+ machine.getClass().getName() + "\" does not have. Add it, or override restoreSnapshot");
				}
				parser.nextToken();
				FieldValues.read(mapper, parser, field, machine);
			}
		}
		catch (JacksonException ex) {
			throw new IOException("The field \"" + name + "\" of \"" + machine.getClass().getName()
					+ "\" cannot be read from the snapshot: " + ex.getOriginalMessage(), ex);
		}
	}

	private static Map<String, Field> fields(Machine<?> machine) throws IOException {
		List<Class<?>> classes = new ArrayList<>();
		for (Class<?> type = machine.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
			classes.add(type);
		}
		Collections.reverse(classes);
		Map<String, Field> fields = new LinkedHashMap<>();
		for (Class<?> type : classes) {
			for (Field field : type.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())
						&& !field.isSynthetic()) {
					open(field);
					if (fields.put(field.getName(), field) != null) {
						throw new IOException("The field \"" + field.getName() + "\" is in \"" + type.getName()
								+ "\" and again in a superclass. Rename one of them");
					}
				}
			}
		}
		return fields;
	}

	private static void open(Field field) throws IOException {
		try {
			field.setAccessible(true);
		}
		catch (InaccessibleObjectException ex) {
			throw new IOException("The field \"" + field.getName() + "\" of \"" + field.getDeclaringClass().getName()
					+ "\" cannot be reached: open its module to the project, or override takeSnapshot and "
					+ "restoreSnapshot", ex);
		}
	}

	/**
	 * Jackson closes what it has written to.
	 */
	private static final class KeptOpen extends FilterOutputStream {

		KeptOpen(OutputStream target) {
			super(target);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			this.out.write(bytes, offset, length);
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	}

}
