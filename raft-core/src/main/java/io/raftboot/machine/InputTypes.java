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

package io.raftboot.machine;

import java.lang.reflect.Type;

import io.raftboot.Machine;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * Finds out what a machine takes from its class.
 */
final class InputTypes {

	private InputTypes() {
	}

	/**
	 * Return the type argument of {@link Machine} that a class settles, itself or in a
	 * superclass.
	 * @param machine the machine's class
	 * @return the type of its inputs
	 * @throws IllegalArgumentException if the class does not tell
	 */
	static Type of(Class<?> machine) {
		JavaType found = TypeFactory.createDefaultInstance().constructType(machine).findSuperType(Machine.class);
		JavaType input = (found != null && found.containedTypeCount() == 1) ? found.containedType(0) : null;
		if (input == null || input.isJavaLangObject()) {
			throw new IllegalArgumentException("the class \"" + machine.getName()
					+ "\" does not tell what its inputs are: let it implement Machine<YourInput>, or give the type to the builder");
		}
		return (input.hasGenericTypes()) ? input : input.getRawClass();
	}

}
